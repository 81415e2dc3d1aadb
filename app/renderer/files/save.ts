/** Saves the session on screen as a file, or copies a link to it. */
import type { ExportForm } from '../../shared/contract/export.ts';
import { fileNameOf, scenarioText } from '../../shared/scenario/edit/text.ts';
import { graphFigure } from '../../shared/graph-layout/svg/figure.ts';
import { InputProblem } from '../../shared/base/input-problem.ts';
import { sequenceUpTo } from '../../shared/sequence/svg.ts';
import { copyText } from '../components/copy-button.tsx';
import { fromBase64 } from '../browser/base64.ts';
import { writeTraceFile } from './write-trace.ts';
import { saveBytes, savePieces, saveText, savesAreCertain } from '../browser/download.ts';
import { linkHere } from '../store/bootstrap.ts';
import { noteSaved, savedWhole } from '../store/edits.ts';
import type { History } from '../store/history.ts';
import { ask } from '../store/host-client.ts';
import { currentHistory, useSession } from '../store/session.ts';
import { showDone, showNotice, showRemark } from '../store/ui.ts';
import { showWork, working } from '../store/progress.ts';
import { strings } from '../store/strings.ts';

/** The theme on screen, which figures use as well. */
function themeOnScreen(): 'light' | 'dark' {
  const chosen = document.documentElement.dataset['theme'];
  if (chosen === 'light' || chosen === 'dark') return chosen;
  return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
}

export async function saveAs(to: ExportForm): Promise<void> {
  const { opened, record, position } = useSession.getState();
  if (!opened) return;
  const theme = themeOnScreen();
  if (record) {
    await saveRecord(to, position, theme);
    return;
  }
  const whole = to === 'ndjson' ? savedWhole() : null;
  const file = await working(strings.writing(opened.header.scenario.title),
    ask('session.export', { session: opened.state.session, to, theme, ...(to === 'ndjson' || to === 'c' ? {} : { step: position }) }));
  if (!file) return;
  if (!(await ('text' in file ? saveText(file.file, file.text, file.type)
    : saveBytes(file.file, fromBase64(file.base64), file.type)))) return;
  noteSaved(whole);
  showDone(strings.saved(file.file));
  if (file.remark !== null) showRemark(file.remark);
}

/** A trace opened from a file exists only in the page: its file and figures are made here. */
async function saveRecord(to: ExportForm, step: number, theme: 'light' | 'dark'): Promise<void> {
  const history = currentHistory();
  const { log } = history;
  const name = fileNameOf(log.header.scenario.title);
  try {
    if (to === 'ndjson') await saveTrace(history, `${name}.handoff-trace.ndjson`);
    else if (to === 'svg') await saveFigure(`${name}.step-${step}.svg`, graphFigure(log, { theme, step, places: history.places }));
    else if (to === 'sequence-svg') {
      const { svg, remark } = sequenceUpTo(log, step, { theme, spacing: 'even', sequence: history.sequence });
      await saveFigure(`${name}.sequence.svg`, svg);
      if (remark !== null) showRemark(remark);
    }
  } catch (error) {
    if (!(error instanceof InputProblem)) throw error;
    showNotice(error.message);
  }
}

async function saveFigure(file: string, svg: string): Promise<void> {
  if (await saveText(file, svg, 'image/svg+xml')) showDone(strings.saved(file));
}

/** How often the progress of writing a trace is announced: a screen reader must not read every slice. */
const REPORTS = 20;

/** A trace whose file is still being read is saved up to the present point. */
async function saveTrace(history: History, file: string): Promise<void> {
  const { log, restored } = history;
  const { length } = log;
  const whole = savedWhole();
  let cancelled = false;
  let reported = 0;
  const shown = showWork(strings.writingTrace, () => { cancelled = true; });
  try {
    const pieces = await writeTraceFile(log, (written) => {
      if (written - reported >= length / REPORTS) {
        reported = written;
        shown.progress(strings.writingTraceSteps(written, length), written / length);
      }
      return !cancelled;
    });
    // Also in its last slice.
    if (!pieces || cancelled) return;
    shown.end();
    if (!(await savePieces(file, pieces, 'application/x-ndjson'))) return;
    noteSaved(whole);
    // Unapplied edits are only in the unsaved work, which stays listed then.
    if (restored !== null && whole !== null && savesAreCertain()) await ask('work.discard', { id: restored });
    showDone(strings.saved(file));
  } finally {
    shown.end();
  }
}

export async function saveScenario(): Promise<void> {
  const { scenario } = currentHistory().log.header;
  const whole = savedWhole();
  if (await saveText(`${fileNameOf(scenario.title)}.json`, scenarioText(scenario), 'application/json')) noteSaved(whole);
}

/** Copies the address of the current view, without the token of this page. */
export async function saveLink(): Promise<void> {
  const link = linkHere();
  if (link === null) showNotice(strings.noLink);
  else if (await copyText(link)) showDone(strings.linkCopied);
}
