/** The whole window: the start screen, or a session. */
import './window.css';
import { useSession } from '../store/session.ts';
import { useUi } from '../store/ui.ts';
import { StartScreen } from '../start/start-screen.tsx';
import { Announcer } from './announcer.tsx';
import { Messages } from './messages.tsx';
import { RefusedPage } from './refused-page.tsx';
import { SessionWindow } from './session-window.tsx';

export function Window() {
  const open = useSession((s) => s.opened !== null);
  const refused = useUi((s) => s.refused);
  if (refused) return <RefusedPage why={refused} />;
  return (
    <div className="window">
      {open ? <SessionWindow messages={<Messages />} /> : <StartScreen messages={<Messages />} />}
      <Announcer />
    </div>
  );
}
