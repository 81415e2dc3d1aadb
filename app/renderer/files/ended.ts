/** Keeps a session on screen as a record after its host ended it (the host restarted, or this page was away too long). */
import { useEdits } from '../store/edits.ts';
import { onSessionEnded } from '../store/host-client.ts';
import { currentHistory, seek, showRecord, useSession } from '../store/session.ts';
import { showNotice, useUi } from '../store/ui.ts';
import { strings } from './strings.ts';

export function keepEndedSessions(): void {
  onSessionEnded((restarted) => {
    const { opened, position } = useSession.getState();
    if (!opened) return;
    showRecord(currentHistory(), strings.ended.name(opened.header.scenario.title));
    seek(position);
    useUi.setState({ overlay: null });
    // Typed but unapplied edits stay with the record.
    useEdits.setState(({ session }) => (session === opened.state.session ? { session: 'recorded' } : {}));
    showNotice(restarted ? strings.ended.restarted : strings.ended.timedOut);
  });
}
