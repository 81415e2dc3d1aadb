/** What a right click on a thing of the graph offers. */
import { numberText } from '../../shared/domain/labels.ts';
import type { Breakpoint } from '../../shared/trace/breakpoints.ts';
import { copyText } from '../components/copy-button.tsx';
import type { MenuItem } from '../components/context-menu.tsx';
import { useEdits } from '../store/edits.ts';
import { isSet, toggleBreakpoint, useRunOrder } from '../store/run-order.ts';
import { editProcess } from '../store/edit-process.ts';
import { killProcess } from '../store/session-actions.ts';
import { isRecording, useSession } from '../store/session.ts';
import { select, showDone, useUi } from '../store/ui.ts';
import { strings } from './strings.ts';

export function thingMenu(id: string): MenuItem[] {
  const { world, opened, position, length, record, state } = useSession.getState();
  const e = world.get(id);
  if (!e || !opened) return [];
  const copy = (text: string) => void copyText(text).then((done) => { if (done) showDone(strings.menu.copied(text)); });
  const at: Breakpoint = { kind: 'change', entity: id };
  const live = record === null && state?.status !== 'closed';
  const items: MenuItem[] = [
    { id: 'inspect', title: strings.menu.inspect, run: () => select(id) },
    { id: 'focus', title: strings.menu.focus, run: () => useUi.setState({ selection: id, focused: true }) },
  ];
  if (live) {
    items.push({ id: 'break', title: isSet(useRunOrder.getState().breakpoints, at) ? strings.menu.unset : strings.menu.set,
      run: () => toggleBreakpoint(at) });
  }
  if (e.kind === 'process') {
    const ours = e.name !== 'main' && opened.scenario.processes.some((p) => p.name === e.name);
    if (ours && !isRecording({ opened }) && useEdits.getState().session === opened.state.session)
      items.push({ id: 'change', title: strings.menu.change, run: () => editProcess(e.name) });
    if (ours && live && e.state === 'running' && position === length)
      items.push({ id: 'kill', title: strings.menu.kill(e.name), run: () => void killProcess(e.name) });
    if (e.pid !== null) items.push({ id: 'copy', title: strings.menu.copy(String(e.pid)), run: () => copy(String(e.pid)) });
  } else if ((e.kind === 'descriptor' || e.kind === 'event') && e.number !== null) {
    const number = numberText(opened.header.rules, e.number);
    items.push({ id: 'copy', title: strings.menu.copy(number), run: () => copy(number) });
  }
  return items;
}
