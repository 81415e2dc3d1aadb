/** Problems, in the words of whoever noticed them, until they are dismissed; and whether the host is there. */
import { X } from 'lucide-react';
import { dismiss, useUi } from '../store/ui.ts';

const GONE = {
  resumes: "The inspector's host is gone. This page takes up again as soon as it is started on the same port; until then, what is on screen can be read.",
  waits: "The inspector's host is gone, and is tried again every few seconds. If it was started anew, open the address that it printed: what was performed here is offered there, as work that was not saved.",
  restarted: 'The inspector was started anew, and this page is not logged in there. Open the address that it printed last: what was performed here is offered there, as work that was not saved. Until then, what is on screen can be read.',
} as const;

export function Messages() {
  const connected = useUi((s) => s.connected);
  const resumes = useUi((s) => s.resumes);
  const restarted = useUi((s) => s.refused === 'restarted');
  const messages = useUi((s) => s.messages);
  if (connected && messages.length === 0) return null;
  return (
    <div className="messages">
      {!connected && <p className="message" role="alert" data-testid="host-gone">{GONE[restarted ? 'restarted' : resumes ? 'resumes' : 'waits']}</p>}
      {messages.map(({ id, text }) => (
        <p key={id} className="message" role="alert">
          <span>{text}</span>
          <button type="button" className="quiet" onClick={() => dismiss(id)}><X size={12} aria-hidden="true" /> Dismiss</button>
        </p>
      ))}
    </div>
  );
}
