/** What the user looks at, apart from the session itself. */
import { create } from 'zustand';
import type { Refusal } from '../transport/web-socket.ts';

export type Tab = 'graph' | 'log';

export interface UiState {
  /** Id of the selected thing, or null: then the current step is shown. */
  selection: string | null;
  tab: Tab;
  /** Messages that the user has not dismissed, newest last. */
  messages: readonly { id: number; text: string }[];
  connected: boolean;
  /** Why the host will not serve this page, or null. */
  refused: Refusal | null;
  /** Read out by screen readers as it changes. */
  announcement: string;
}

export const useUi = create<UiState>(() => ({
  selection: null, tab: 'graph', messages: [], connected: true, refused: null, announcement: '',
}));

export function select(selection: string | null): void {
  useUi.setState({ selection });
}

let nextMessage = 1;

/** Shows a sentence until it is dismissed; the same sentence is not shown twice. */
export function tell(text: string): void {
  useUi.setState(({ messages }) => (messages.some((m) => m.text === text) ? {} : { messages: [...messages, { id: nextMessage++, text }].slice(-3) }));
}

export function dismiss(id: number): void {
  useUi.setState(({ messages }) => ({ messages: messages.filter((m) => m.id !== id) }));
}
