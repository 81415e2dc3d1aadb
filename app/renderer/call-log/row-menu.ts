/** What a right click on a row of the call log offers: filters by its values, as in other lists of packets or calls. */
import { actionWords } from '../../shared/format/action.ts';
import { copyText } from '../components/copy-button.tsx';
import type { MenuItem } from '../components/context-menu.tsx';
import { goTo } from '../store/session-actions.ts';
import { currentHistory } from '../store/session.ts';
import { showDone } from '../store/ui.ts';
import { strings } from './strings.ts';

export function rowMenu(n: number, filter: string, onFilter: (filter: string) => void): MenuItem[] {
  const { log } = currentHistory();
  const step = log.step(n);
  if (!step) return [];
  const { shown, title } = actionWords(step.action, log.header.rules);
  const call = 'call' in step.action ? step.action.call : title;
  const add = (term: string) => onFilter(`${filter.trim()} ${term}`.trim());
  const error = step.outcome.kind === 'error' ? step.outcome.name : null;
  return [
    { id: 'show', title: strings.menu.show(n), run: () => goTo(n) },
    ...[`call:${call}`, `process:${shown}`, ...(error === null ? [] : [`error:${error}`])].flatMap((term) => [
      { id: `only-${term}`, title: strings.menu.only(term), run: () => add(term) },
      { id: `without-${term}`, title: strings.menu.without(term), run: () => add(`-${term}`) },
    ]),
    { id: 'copy-json', title: strings.menu.json, run: () => void copyText(JSON.stringify(step, null, 2))
      .then((done) => { if (done) showDone(strings.menu.copied); }) },
  ];
}
