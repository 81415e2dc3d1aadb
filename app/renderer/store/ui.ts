/** The state of the window, apart from the session itself. */
import { pageStore, resettable } from './resettable.ts';
import type { Refusal } from '../transport/web-socket.ts';

/** Views for the panes in the middle. */
export type Tab = 'graph' | 'sequence' | 'log' | 'diff' | 'sides' | 'code' | 'console' | 'scenario';

/** An overlay over the window until it is closed. */
export type Overlay = 'palette' | 'presenter' | 'shortcuts' | 'own' | 'program' | 'new-scenario' | 'process' | 'set-up';

/** The content of the window without an open session. */
export type Screen = 'start' | 'live';

export interface Message {
  id: number;
  text: string;
  /** Advice after a success. */
  remark?: true;
}

export interface UiState {
  place: Screen;
  /** Id of the selected thing, or null: then the current step is shown. */
  selection: string | null;
  /** The view of the upper pane. */
  tab: Tab;
  /** The view of the lower pane, or null while the middle is not split. */
  second: Tab | null;
  /** Only things related to the selected one keep their colours in the graph. */
  focused: boolean;
  overlay: Overlay | null;
  /** Messages that the user has not dismissed, newest last. */
  messages: readonly Message[];
  connected: boolean;
  /** While the connection is lost: this page resumes by itself when the host restarts on the same port. */
  resumes: boolean;
  /** Why the host refuses this page, or null. */
  refused: Refusal | null;
  /** Another page was connected and lost its place to this one; until the user has dismissed it. */
  tookOver: boolean;
  /** A confirmation without a visible effect elsewhere, shown briefly. */
  done: string;
  /** Read out by screen readers as it changes. */
  announcement: string;
  /** Counts what the host was told to store: lists of it are read again. */
  stored: number;
}

export const useUi = pageStore<UiState>(() => ({
  place: 'start', selection: null, tab: 'graph', second: null, focused: false, overlay: null, messages: [], connected: true,
  resumes: false, refused: null, tookOver: false, done: '', announcement: '', stored: 0,
}));

export function select(selection: string | null): void {
  useUi.setState(selection === null ? { selection, focused: false } : { selection });
}

/** Shows a view: in its present pane, else in the upper one. */
export function show(tab: Tab): void {
  if (useUi.getState().second !== tab) useUi.setState({ tab });
}

/** Opens a second pane below with the best counterpart of the upper view, or closes it. */
export function toggleSplit(): void {
  const { tab, second } = useUi.getState();
  useUi.setState({ second: second === null ? (tab === 'sequence' ? 'graph' : 'sequence') : null });
}

export function open(overlay: Overlay | null): void {
  useUi.setState({ overlay });
}

const ui = resettable(() => ({ nextMessage: 1, doneTimer: undefined as ReturnType<typeof setTimeout> | undefined }));

/** Shows a problem until it is dismissed; the same sentence is not shown twice. */
export function showNotice(text: string): void {
  showMessage({ text });
}

/** Shows advice after a success. */
export function showRemark(text: string): void {
  showMessage({ text, remark: true });
}

function showMessage(message: Omit<Message, 'id'>): void {
  useUi.setState(({ messages }) =>
    (messages.some((m) => m.text === message.text) ? {} : { messages: [...messages, { id: ui.nextMessage++, ...message }].slice(-3) }));
}

/** Milliseconds needed to read a sentence of a few words. */
const READ_MS = 3000;

/** Confirms an action without a visible effect: a link copied, a file saved. */
export function showDone(text: string): void {
  useUi.setState({ done: text, announcement: text });
  clearTimeout(ui.doneTimer);
  ui.doneTimer = setTimeout(() => useUi.setState({ done: '' }), READ_MS);
}

export function dismiss(id: number): void {
  useUi.setState(({ messages }) => ({ messages: messages.filter((m) => m.id !== id) }));
}
