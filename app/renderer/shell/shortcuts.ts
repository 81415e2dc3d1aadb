/** Keys that work wherever the focused element does not use them. */
import { commandsNow } from '../palette/commands.ts';
import { resettable } from '../store/resettable.ts';
import { useSession } from '../store/session.ts';
import { open, useUi } from '../store/ui.ts';
import { own } from '../../shared/base/own.ts';

/** Elements that use the arrow keys, elements that use the space bar, and text fields. */
const OWN_ARROWS = 'input, select, textarea, [role="tab"], [role="separator"], [data-own-arrows]';
const OWN_SPACE = 'input, select, textarea, button:not([role="tab"]), a, summary, [role="button"]';
const OWN_LETTERS = 'input:not([type="range"], [type="radio"], [type="checkbox"]), select, textarea';

const KEYS: Readonly<Record<string, string>> = {
  ']': 'step', '[': 'back', '\\': 'split', '/': 'palette', '?': 'shortcuts', 'R': 'restart', f: 'focus', p: 'presenter',
  a: 'add-step', e: 'view-scenario', '`': 'console', B: 'branch', o: 'own', n: 'new-scenario', Escape: 'deselect',
  F5: 'run', F9: 'breakpoint', F10: 'step',
  1: 'view-graph', 2: 'view-sequence', 3: 'view-log', 4: 'view-diff', 5: 'view-sides', 6: 'view-code',
};
const WITH_CONTROL: Readonly<Record<string, string>> = { k: 'palette', s: 'trace', z: 'undo', y: 'redo' };
/** As in debuggers, while a program is held or runs; else these keys step and run the session. */
const OF_PROGRAM: Readonly<Record<string, string>> = { F5: 'program-continue', 'Shift F5': 'program-stop', F9: 'program-process',
  F10: 'program-thread' };
const ARROWS: Readonly<Record<string, string>> = { ArrowRight: 'step', ArrowLeft: 'back', Home: 'first', End: 'last' };

function commandOf(event: KeyboardEvent): string | undefined {
  const target = event.target instanceof Element ? event.target : document.body;
  if (event.ctrlKey || event.metaKey) {
    const command = own(WITH_CONTROL, event.key.toLowerCase());
    if (command !== 'undo' && command !== 'redo') return command;
    // Text fields undo their own typing.
    return target.closest(OWN_LETTERS) === null ? (event.shiftKey ? 'redo' : command) : undefined;
  }
  if (event.altKey) return undefined;
  const ofProgram = own(OF_PROGRAM, `${event.shiftKey ? 'Shift ' : ''}${event.key}`);
  if (ofProgram !== undefined && commandsNow().some(({ id }) => id === ofProgram)) return ofProgram;
  if (event.shiftKey && /^F\d/.test(event.key)) return undefined;
  // One F5 too many, after the last hold of a program, does not play its record from the start.
  if (event.key === 'F5' && isRecordAtEnd()) return 'last';
  const arrow = own(ARROWS, event.key);
  if (arrow !== undefined) return target.closest(OWN_ARROWS) === null ? arrow : undefined;
  return target.closest(OWN_LETTERS) === null ? own(KEYS, event.key) : undefined;
}

function isRecordAtEnd(): boolean {
  const { record, position, length } = useSession.getState();
  return record !== null && position >= length;
}

/** Whether Space is down and nothing was dragged with it: it runs when it is released. */
const space = resettable(() => ({ tap: false }));

const runCommand = () => commandsNow().find(({ id }) => id === 'run');

/** With Space held, the graph can be dragged, as in drawing programs; only a tap runs. Without a session, Space scrolls the page. */
function onSpace(event: KeyboardEvent): void {
  const target = event.target instanceof Element ? event.target : document.body;
  if (event.ctrlKey || event.metaKey || event.altKey || target.closest(OWN_SPACE) !== null || !runCommand()) return;
  event.preventDefault();
  if (event.repeat) return;
  space.tap = true;
  document.documentElement.dataset['panning'] = 'true';
  const end = new AbortController();
  addEventListener('pointerdown', () => { space.tap = false; }, { capture: true, signal: end.signal });
  addEventListener('blur', () => {
    space.tap = false;
    released();
  }, { signal: end.signal });
  addEventListener('keyup', ({ key }) => { if (key === ' ') released(); }, { signal: end.signal });
  const released = () => {
    end.abort();
    delete document.documentElement.dataset['panning'];
    if (space.tap && useUi.getState().overlay === null) runCommand()?.run();
    space.tap = false;
  };
}

export function onShortcut(event: KeyboardEvent): void {
  if (event.defaultPrevented) return;
  if (useUi.getState().overlay !== null) {
    // The requested view might still be loading; a user who presses Escape in the meantime must not get it.
    if (event.key === 'Escape' && document.querySelector('dialog[open]') === null) open(null);
    return;
  }
  if (event.key === ' ') {
    onSpace(event);
    return;
  }
  if (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)) {
    const menu = new MouseEvent('contextmenu', { bubbles: true, cancelable: true });
    if (event.target instanceof Element && !event.target.dispatchEvent(menu)) event.preventDefault();
    return;
  }
  const wanted = commandOf(event);
  const command = commandsNow().find(({ id }) => id === wanted);
  if (!command) return;
  event.preventDefault();
  command.run();
}
