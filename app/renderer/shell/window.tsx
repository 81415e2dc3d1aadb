/** The whole window: the start screen, or a session. */
import './window.css';
import { lazy } from 'react';
import { useConsent } from '../store/consent.ts';
import { useSession } from '../store/session.ts';
import { useUi } from '../store/ui.ts';
import { StartScreen } from '../start/start-screen.tsx';
import { Tour } from '../tour/tour.tsx';
import { Announcer } from './announcer.tsx';
import { Overlays } from './overlays.tsx';
import { ContextMenu } from '../components/context-menu.tsx';
import { Loaded } from '../components/loaded.tsx';
import { useKeys } from '../components/use-keys.ts';
import { onShortcut } from './shortcuts.ts';
import { Messages } from './messages.tsx';
import { RefusedPage } from './refused-page.tsx';
import { SeatNotice } from './seat-notice.tsx';
import { SessionWindow } from './session-window.tsx';
import { WorkNotice } from './work-notice.tsx';
import { strings } from './strings.ts';

const LiveWindow = lazy(async () => ({ default: (await import('../live/live-window.tsx')).LiveWindow }));
const Presenter = lazy(async () => ({ default: (await import('../presenter/presenter.tsx')).Presenter }));

const OwnDialog = lazy(async () => ({ default: (await import('../external-process/own-dialog.tsx')).OwnDialog }));
const ProgramDialog = lazy(async () => ({ default: (await import('../your-program/program-dialog.tsx')).ProgramDialog }));
const ConsentDialog = lazy(async () => ({ default: (await import('../consent/consent-dialog.tsx')).ConsentDialog }));

/** Presenter mode has its own keys. */
const NO_KEYS = () => undefined;

export function Window() {
  const open = useSession((s) => s.opened !== null);
  const presenting = useUi((s) => s.overlay === 'presenter');
  const place = useUi((s) => s.place);
  const own = useUi((s) => s.overlay === 'own');
  const program = useUi((s) => s.overlay === 'program');
  const question = useConsent((s) => s.question);
  const refused = useUi((s) => s.refused);
  useKeys(presenting ? NO_KEYS : onShortcut);
  // The content on screen stays readable if the host has restarted or serves another page; the messages say so.
  if (refused && refused !== 'restarted' && refused !== 'replaced') return <RefusedPage why={refused} />;
  const notices = <><SeatNotice /><WorkNotice /><Messages /></>;
  return (
    <div className="window">
      {!open && place === 'start' && <StartScreen messages={notices} />}
      {!open && place === 'live'
        && <Loaded fallback={<p className="empty">{strings.openingLive}</p>}><LiveWindow messages={notices} /></Loaded>}
      {open && !presenting && <SessionWindow messages={notices} />}
      {open && presenting && <><SeatNotice /><Loaded><Presenter /></Loaded></>}
      {!presenting && <Overlays />}
      <Tour />
      {own && <Loaded><OwnDialog /></Loaded>}
      {program && <Loaded><ProgramDialog /></Loaded>}
      {question && <Loaded><ConsentDialog question={question} /></Loaded>}
      <ContextMenu />
      <Announcer />
    </div>
  );
}
