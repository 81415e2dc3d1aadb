/** Keeps the session on screen as a file, or a link to it. */
import type { ExportForm } from '../../shared/contract/export.ts';
import { fileNameOf, scenarioText } from '../../shared/scenario/edit/text.ts';
import { graphFigure } from '../../shared/picture/svg/figure.ts';
import { sequenceFigure } from '../../shared/sequence/svg.ts';
import { writeTrace } from '../../shared/trace/file.ts';
import { copyText } from '../parts/copy-button.tsx';
import { fromBase64 } from '../files/base64.ts';
import { saveBytes, saveText } from '../parts/save.ts';
import { linkHere } from './begin.ts';
import { ask } from './host.ts';
import { currentHistory, useSession } from './session.ts';
import { sayDone, tell } from './ui.ts';
import { working } from './working.ts';

/** The theme on screen: figures come in the same. */
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
    saveRecord(to, position, theme);
    return;
  }
  const file = await working(`Making the file for ${opened.header.scenario.title}`, ask('session.export', { session: opened.state.session, to, theme, ...(to === 'ndjson' || to === 'c' ? {} : { step: position }) }));
  if (!file) return;
  if ('text' in file) saveText(file.file, file.text, file.type);
  else saveBytes(file.file, fromBase64(file.base64), file.type);
  sayDone(`${file.file} was saved.`);
  if (file.remark !== null) tell(file.remark);
}

/** What was opened from a file is the page's own; figures of it are made here. */
function saveRecord(to: ExportForm, step: number, theme: 'light' | 'dark'): void {
  const { log } = currentHistory();
  const name = fileNameOf(log.header.scenario.title);
  if (to === 'ndjson') saveText(`${name}.handoff-trace.ndjson`, writeTrace(log), 'application/x-ndjson');
  else if (to === 'svg') saveText(`${name}.step-${step}.svg`, graphFigure(log, { theme, step }), 'image/svg+xml');
  else if (to === 'sequence-svg') saveText(`${name}.sequence.svg`, sequenceFigure(log, { theme, spacing: 'even', from: 1, to: step }), 'image/svg+xml');
}

export function saveScenario(): void {
  const { scenario } = currentHistory().log.header;
  saveText(`${fileNameOf(scenario.title)}.json`, scenarioText(scenario), 'application/json');
}

/** Copies the address of what is shown; the token that let this page in is not part of it. */
export async function saveLink(): Promise<void> {
  const link = linkHere();
  if (link === null) tell('Only scenarios of the library have links. Save the scenario or the trace as a file instead.');
  else if (await copyText(link)) sayDone('The link is copied.');
}
