/** Work left by a crash or a closed page: shown as a record, with its edits, to continue from. */
import { scenarioSchema } from '../../shared/scenario/format.ts';
import { withEdit, startEdits } from '../../shared/scenario/edit/edits.ts';
import { useEdits } from '../store/edits.ts';
import { ask } from '../store/host-client.ts';
import { useSession } from '../store/session.ts';
import { showNotice, useUi } from '../store/ui.ts';
import { openTrace } from './open-file.ts';
import { strings } from './strings.ts';

export async function restoreWork(id: string, title: string): Promise<void> {
  const work = await ask('work.restore', { id });
  if (!work || !(await openTrace(new Blob([work.trace]), strings.unsaved.name(title), false))) return;
  const { opened, history } = useSession.getState();
  // A user can stop the reading: a file of what was read does not replace the work.
  if (history && history.log.length === work.trace.split('\n').length - 2) history.restored = id;
  if (work.edited === null || !opened) return;
  try {
    // Checks only the shape: unfinished edits can be inconsistent.
    const scenario = scenarioSchema.parse(JSON.parse(work.edited));
    useEdits.setState({ session: opened.state.session, applied: opened.scenario,
      edits: withEdit(startEdits(opened.scenario), { kind: 'restore', scenario }), row: 0, chosen: [], typing: null });
    useUi.setState({ tab: 'scenario' });
  } catch (error) {
    showNotice(strings.unsaved.editsUnreadable((error as Error).message));
  }
}
