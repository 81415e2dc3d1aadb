/** All commands by name: the palette lists them, the help shows them, and `window/shortcuts.ts` binds keys to them. */
import { SHORT } from '../browser/use-media.ts';
import { goBack, goTo, leaveSession, restartSession, stepForward } from '../store/session-actions.ts';
import { applyEdits, branchFrom } from '../store/control.ts';
import { runOrPlay } from '../store/playback.ts';
import { saveAs, saveLink } from '../files/save.ts';
import { detachProgram, openProgramForm, release, stopProgram, useProgram } from '../store/program.ts';
import { isSet, toggleBreakpoint, useRunOrder } from '../store/run-order.ts';
import { useSession } from '../store/session.ts';
import { editProcess } from '../store/edit-process.ts';
import { addStep, doAgain, takeBack } from '../store/scenario-edits.ts';
import { chooseTheme } from '../store/theme.ts';
import { type Tab, open, select, show, showDone, toggleSplit, useUi } from '../store/ui.ts';
import { strings } from './strings.ts';

export interface Command {
  id: string;
  title: string;
  /** As shown in tooltips and the help: "]", "Ctrl K". Null without a key. */
  keys: string | null;
  /** Additional search terms. */
  also?: string;
  /** Works without a session, too. */
  anywhere?: true;
  /** When it works; always if absent. */
  when?: () => boolean;
  run: () => void;
}

const held = (): boolean => (useProgram.getState().state?.held.length ?? 0) > 0;
const running = (): boolean => useProgram.getState().state?.status === 'running';

const view = (tab: Tab, title: string, keys: string): Command => ({ id: `view-${tab}`, title, keys, run: () => show(tab) });

/** Opens below the current view, so that the graph immediately shows the effect of a call. */
function showConsole(): void {
  const { tab, second } = useUi.getState();
  // A short window shows no second view.
  const short = matchMedia(SHORT).matches;
  if (tab !== 'console' && (short || second !== 'console')) useUi.setState(short ? { tab: 'console' } : { second: 'console' });
  document.querySelector<HTMLElement>('[data-testid="console-line"]')?.focus();
}

function branchHere(): void {
  const { position, opened } = useSession.getState();
  if (opened) void branchFrom(position);
}

/** Sets or removes the breakpoint of the next planned step. */
function toggleNext(): void {
  const { state } = useSession.getState();
  if (!state || state.performed >= state.planned) return;
  const at = { kind: 'plan', plan: state.performed } as const;
  toggleBreakpoint(at);
  showDone(isSet(useRunOrder.getState().breakpoints, at) ? strings.breakpointSet(state.performed + 1)
    : strings.breakpointRemoved(state.performed + 1));
}

/** All commands; most need an open session. */
export const COMMANDS: readonly Command[] = [
  { id: 'step', title: strings.commands.step, keys: '→ or ] or F10', also: 'next perform', run: () => void stepForward() },
  { id: 'back', title: strings.commands.back, keys: '← or [', also: 'previous', run: goBack },
  { id: 'run', title: strings.commands.run, keys: 'Space, F5', run: () => void runOrPlay() },
  { id: 'breakpoint', title: strings.commands.breakpoint, keys: 'F9', also: 'stop', run: toggleNext },
  { id: 'first', title: strings.commands.first, keys: 'Home', run: () => goTo(0) },
  { id: 'last', title: strings.commands.last, keys: 'End', run: () => goTo(useSession.getState().length) },
  { id: 'restart', title: strings.commands.restart, keys: 'Shift R', run: () => void restartSession() },
  view('graph', strings.commands.graph, '1'), view('sequence', strings.commands.sequence, '2'), view('log', strings.commands.log, '3'),
  view('diff', strings.commands.diff, '4'), view('sides', strings.commands.sides, '5'), view('code', strings.commands.code, '6'),
  { id: 'console', title: strings.commands.console, keys: '`', also: 'type compose', run: showConsole },
  view('scenario', strings.commands.scenario, 'E'),
  { id: 'new-scenario', anywhere: true, title: strings.commands.newScenario, keys: 'N', also: 'create empty',
    run: () => open('new-scenario') },
  { id: 'add-step', title: strings.commands.addStep, keys: 'A', also: 'compose insert', run: addStep },
  { id: 'apply', title: strings.commands.apply, keys: null, also: 'open edited', run: () => void applyEdits() },
  { id: 'process', title: strings.commands.process, keys: null, also: 'peer', run: () => editProcess(null) },
  { id: 'undo', title: strings.commands.undo, keys: 'Ctrl Z', run: () => void takeBack() },
  { id: 'redo', title: strings.commands.redo, keys: 'Ctrl Y', run: () => void doAgain() },
  { id: 'branch', title: strings.commands.branch, keys: 'Shift B', also: 'replay fork time travel', run: branchHere },
  { id: 'split', title: strings.commands.split, keys: '\\', run: toggleSplit },
  { id: 'focus', title: strings.commands.focus, keys: 'F',
    run: () => useUi.setState(({ selection, focused }) => ({ focused: selection !== null && !focused })) },
  { id: 'deselect', title: strings.commands.deselect, keys: 'Escape', run: () => select(null) },
  { id: 'palette', anywhere: true, title: strings.commands.palette, keys: 'Ctrl K or /', run: () => open('palette') },
  { id: 'presenter', title: strings.commands.presenter, keys: 'P', also: 'talk lecture slides', run: () => open('presenter') },
  { id: 'shortcuts', anywhere: true, title: strings.commands.shortcuts, keys: '?', also: 'help shortcuts', run: () => open('shortcuts') },
  { id: 'trace', title: strings.commands.trace, keys: 'Ctrl S', also: 'export download', run: () => void saveAs('ndjson') },
  { id: 'own', anywhere: true, title: strings.commands.own, keys: 'O', also: 'pid export import blob hex', run: () => open('own') },
  { id: 'program', anywhere: true, title: strings.commands.program, keys: null, also: 'record debug launch attach process',
    run: () => openProgramForm(null) },
  { id: 'program-continue', title: strings.commands.programContinue, keys: 'F5', when: held,
    run: () => void release({ kind: 'continue' }) },
  { id: 'program-thread', title: strings.commands.programThread, keys: 'F10', when: held,
    run: () => void release({ kind: 'continue' }, 'thread') },
  { id: 'program-process', title: strings.commands.programProcess, keys: 'F9', when: held,
    run: () => void release({ kind: 'continue' }, 'process') },
  { id: 'program-stop', title: strings.commands.programStop, keys: 'Shift F5', when: running, run: () => void stopProgram() },
  { id: 'program-detach', title: strings.commands.programDetach, keys: null, when: running, run: () => void detachProgram() },
  { id: 'link', title: strings.commands.link, keys: null, also: 'address share deep', run: () => void saveLink() },
  { id: 'light', anywhere: true, title: strings.commands.light, keys: null, run: () => chooseTheme('light') },
  { id: 'dark', anywhere: true, title: strings.commands.dark, keys: null, run: () => chooseTheme('dark') },
  { id: 'auto', anywhere: true, title: strings.commands.auto, keys: null, run: () => chooseTheme('auto') },
  { id: 'leave', title: strings.commands.leave, keys: null, also: 'scenarios start quit', run: () => void leaveSession() },
];

/** Commands that work now. */
export function commandsNow(): readonly Command[] {
  const { opened } = useSession.getState();
  return COMMANDS.filter((c) => (c.anywhere ?? opened !== null) && (c.when?.() ?? true));
}

export function commandsFor(text: string): readonly Command[] {
  const words = text.toLowerCase().split(/\s+/).filter((w) => w !== '');
  return commandsNow().filter((c) => words.every((w) => `${c.title} ${c.also ?? ''}`.toLowerCase().includes(w)));
}
