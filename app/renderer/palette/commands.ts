/** Everything the window can do, by name: the palette lists it, the help shows it, and `window/shortcuts.ts` ties keys to it. */
import { goBack, goTo, leaveSession, restartSession, runOrPause, stepForward } from '../store/actions.ts';
import { branchFrom } from '../store/control.ts';
import { saveAs, saveLink } from '../store/save.ts';
import { useSession } from '../store/session.ts';
import { chooseTheme } from '../store/theme.ts';
import { type Tab, open, select, show, toggleSplit, useUi } from '../store/ui.ts';

export interface Command {
  id: string;
  title: string;
  /** As written in tooltips and the help: "]", "Ctrl K". Null where there is none. */
  keys: string | null;
  /** Further words by which it is found. */
  also?: string;
  run: () => void;
}

const view = (tab: Tab, title: string, keys: string): Command => ({ id: `view-${tab}`, title: `Show ${title}`, keys, run: () => show(tab) });

/** Below what one looks at, so that the graph shows at once what a call does. */
function showConsole(): void {
  const { tab, second } = useUi.getState();
  if (tab !== 'console' && second !== 'console') useUi.setState({ second: 'console' });
  document.querySelector<HTMLElement>('[data-testid="console-line"]')?.focus();
}

function branchHere(): void {
  const { position, opened } = useSession.getState();
  if (opened) void branchFrom(position);
}

/** Commands of an open session. */
export const COMMANDS: readonly Command[] = [
  { id: 'step', title: 'Step forward', keys: '→ or ]', also: 'next perform', run: () => void stepForward() },
  { id: 'back', title: 'Step back', keys: '← or [', also: 'previous', run: goBack },
  { id: 'run', title: 'Run or pause', keys: 'Space', run: () => void runOrPause() },
  { id: 'first', title: 'Go to the start', keys: 'Home', run: () => goTo(0) },
  { id: 'last', title: 'Go to the last step', keys: 'End', run: () => goTo(useSession.getState().length) },
  { id: 'restart', title: 'Restart in fresh processes', keys: 'Shift R', run: () => void restartSession() },
  view('graph', 'the graph', '1'), view('sequence', 'the sequence', '2'), view('log', 'the call log', '3'),
  view('diff', 'the difference of two steps', '4'), view('sides', 'two sides: model and OS, or two providers', '5'), view('code', 'the C code', '6'),
  { id: 'console', title: 'Show the console: perform any call', keys: '`', also: 'type compose', run: showConsole },
  view('scenario', 'the scenario, to edit it', 'E'),
  { id: 'branch', title: 'Branch from the step shown, in fresh processes', keys: 'Shift B', also: 'replay fork time travel', run: branchHere },
  { id: 'split', title: 'Split the middle, or join it', keys: '\\', run: toggleSplit },
  { id: 'focus', title: 'Dim what does not belong to the selection', keys: 'F', run: () => useUi.setState(({ selection, focused }) => ({ focused: selection !== null && !focused })) },
  { id: 'deselect', title: 'Show the step instead of the selection', keys: 'Escape', run: () => select(null) },
  { id: 'palette', title: 'Search steps and commands', keys: 'Ctrl K or /', run: () => open('palette') },
  { id: 'presenter', title: 'Presenter mode', keys: 'P', also: 'talk lecture slides', run: () => open('presenter') },
  { id: 'shortcuts', title: 'All keys', keys: '?', also: 'help shortcuts', run: () => open('shortcuts') },
  { id: 'trace', title: 'Save the trace as NDJSON', keys: null, also: 'export download', run: () => void saveAs('ndjson') },
  { id: 'own', title: 'Bring your own process: decode, give, take', keys: 'O', also: 'pid export import blob hex', run: () => open('own') },
  { id: 'link', title: 'Copy a link to this step', keys: null, also: 'address share deep', run: () => void saveLink() },
  { id: 'light', title: 'Theme: light', keys: null, run: () => chooseTheme('light') },
  { id: 'dark', title: 'Theme: dark', keys: null, run: () => chooseTheme('dark') },
  { id: 'auto', title: 'Theme: as the system', keys: null, run: () => chooseTheme('auto') },
  { id: 'leave', title: 'Close this session', keys: null, also: 'scenarios start quit', run: () => void leaveSession() },
];

export function commandsFor(text: string): readonly Command[] {
  const words = text.toLowerCase().split(/\s+/).filter((w) => w !== '');
  return COMMANDS.filter((c) => words.every((w) => `${c.title} ${c.also ?? ''}`.toLowerCase().includes(w)));
}
