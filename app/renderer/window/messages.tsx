/** Problems, in the words of whoever noticed them, until they are dismissed; and whether the host is there. */
import { X } from 'lucide-react';
import { dismiss, useUi } from '../store/ui.ts';

export function Messages() {
  const connected = useUi((s) => s.connected);
  const messages = useUi((s) => s.messages);
  if (connected && messages.length === 0) return null;
  return (
    <div className="messages">
      {!connected && (
        <p className="message" role="alert">
          The inspector&apos;s host is gone. It is tried again every few seconds; if it was started anew, open the address that it printed.
        </p>
      )}
      {messages.map(({ id, text }) => (
        <p key={id} className="message" role="alert">
          <span>{text}</span>
          <button type="button" className="quiet" onClick={() => dismiss(id)}><X size={12} aria-hidden="true" /> Dismiss</button>
        </p>
      ))}
    </div>
  );
}
