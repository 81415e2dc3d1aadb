/** A session that its host has ended (it was started anew, or did not hear of this page in time) stays on screen, as a record. */
import { useEdits } from '../editor/edits-store.ts';
import { onSessionEnded } from '../store/host.ts';
import { currentHistory, seek, showRecord, useSession } from '../store/session.ts';
import { tell, useUi } from '../store/ui.ts';

export function keepEndedSessions(): void {
  onSessionEnded((restarted) => {
    const { opened, position } = useSession.getState();
    if (!opened) return;
    showRecord(currentHistory(), `${opened.header.scenario.title}, ended`);
    seek(position);
    useUi.setState({ overlay: null });
    // What was typed and not applied goes on with the record.
    useEdits.setState(({ session }) => (session === opened.state.session ? { session: 'recorded' } : {}));
    const why = restarted ? 'The inspector was started anew' : 'The inspector did not hear of this page in time';
    tell(`${why}, so this session and its processes have ended. What was performed is shown as a record; Restart performs it anew, and the start screen offers it as work that was not saved.`);
  });
}
