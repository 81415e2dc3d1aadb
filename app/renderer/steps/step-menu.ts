/** What a right click on a step offers. */
import { scopeAt } from '../../shared/console/scope.ts';
import { writeLine } from '../../shared/console/write-line.ts';
import type { Breakpoint } from '../../shared/trace/breakpoints.ts';
import { copyText } from '../components/copy-button.tsx';
import type { MenuItem } from '../components/context-menu.tsx';
import { branchFrom } from '../store/control.ts';
import { isSet, toggleBreakpoint, useRunOrder } from '../store/run-order.ts';
import { goTo, runTo } from '../store/session-actions.ts';
import { currentHistory, isRecording, useSession } from '../store/session.ts';
import { show, showDone } from '../store/ui.ts';
import { strings } from './strings.ts';

/** @param n position in the list, from 1: of a performed step, or of a planned one after these. */
export function stepMenu(n: number): MenuItem[] {
  const { opened, length, state, record } = useSession.getState();
  if (!opened) return [];
  const step = currentHistory().log.step(n);
  const plan = step ? step.plan : (state?.performed ?? 0) + n - length - 1;
  const planned = plan === null ? undefined : opened.scenario.steps[plan];
  const copy = (text: string) => void copyText(text).then((done) => { if (done) showDone(strings.menu.copied); });
  const line = planned && writeLine(planned, null, scopeAt(opened.scenario, 0));
  const items: MenuItem[] = [];
  if (step) items.push({ id: 'show', title: strings.menu.show(n), run: () => goTo(n) });
  if (step && !isRecording({ opened })) items.push({ id: 'branch', title: strings.menu.branch(n), run: () => void branchFrom(n) });
  if (!step && plan !== null && record === null) {
    const at: Breakpoint = { kind: 'plan', plan };
    items.push({ id: 'run-to', title: strings.menu.runTo(n), run: () => void runTo(plan) });
    items.push({ id: 'break', title: isSet(useRunOrder.getState().breakpoints, at) ? strings.menu.unset : strings.menu.set,
      run: () => toggleBreakpoint(at) });
  }
  if (step) items.push({ id: 'diff', title: strings.menu.diff(n), run: () => { goTo(n); show('diff'); } });
  if (line !== undefined) items.push({ id: 'copy-line', title: strings.menu.line, run: () => copy(line) });
  if (step) items.push({ id: 'copy-json', title: strings.menu.json, run: () => copy(JSON.stringify(step, null, 2)) });
  return items;
}
