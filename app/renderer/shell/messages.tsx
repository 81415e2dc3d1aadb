/** Problems, in the text of their source, until they are dismissed; and the state of the connection to the host. */
import { X } from 'lucide-react';
import { dismiss, useUi } from '../store/ui.ts';
import { strings } from './strings.ts';
import { strings as common } from '../components/strings.ts';

export function Messages() {
  const connected = useUi((s) => s.connected);
  const resumes = useUi((s) => s.resumes);
  const restarted = useUi((s) => s.refused === 'restarted');
  const messages = useUi((s) => s.messages);
  if (connected && messages.length === 0) return null;
  return (
    <div className="messages">
      {!connected && <p className="message" role="alert" data-testid="host-gone">
        {strings.disconnected[restarted ? 'restarted' : resumes ? 'resumes' : 'waits']}</p>}
      {messages.toReversed().map(({ id, text, remark }) => (
        <p key={id} className="message" role={remark ? 'status' : 'alert'} data-remark={remark}>
          <span>{text}</span>
          {messages.length > 1 && id === messages.at(-1)?.id && (
            <button type="button" className="quiet" data-testid="dismiss-all" onClick={() => useUi.setState({ messages: [] })}>
              {strings.dismissAll}</button>
          )}
          <button type="button" className="quiet" onClick={() => dismiss(id)}><X size={12} aria-hidden="true" /> {common.dismiss}</button>
        </p>
      ))}
    </div>
  );
}
