/** Sessions that are being opened: how far they are, and an end to it when the user does not want to wait. */
import { create } from 'zustand';
import type { Input, SessionOpened } from '../../shared/contract.ts';
import { ask, onOpening, request } from './host.ts';
import { tell } from './ui.ts';

/** Milliseconds: what is there sooner needs no words. */
const SILENT = 300;

export interface OpeningState {
  /** Processes that run already, of all; null before the first. */
  progress: { started: number; of: number } | null;
  cancel: () => void;
}

/** The one that is shown; null while there is none, and in its first moment. */
export const useOpening = create<{ opening: OpeningState | null }>(() => ({ opening: null }));

type Opens = 'session.open' | 'session.restart' | 'session.branch' | 'session.reopen';

let count = 0;
/** By name, what hears of each opening under way. */
const heard = new Map<string, (progress: { started: number; of: number }) => void>();

/**
 * Asks for a session. Null when there is none: the user was told why, or has cancelled it.
 * @param signal cancels it; without one, the window shows how far it is, with a button that does.
 */
export async function askToOpen<K extends Opens>(name: K, input: Omit<Input<K>, 'opening'>, signal?: AbortSignal): Promise<SessionOpened | null> {
  const opening = `${performance.timeOrigin}-${count++}`;
  let cancelled = signal?.aborted ?? false;
  const cancel = () => {
    cancelled = true;
    void request('session.cancel', { opening });
  };
  signal?.addEventListener('abort', cancel, { once: true });
  const shown = signal ? null : showing(cancel);
  if (shown) heard.set(opening, shown.progress);
  try {
    const answer = await request(name, { ...input, opening } as Input<K>);
    if (answer.ok) {
      const opened = answer.value as SessionOpened;
      if (!cancelled) return opened;
      // It was there before the wish was heard.
      await ask('session.close', { session: opened.state.session });
    } else if (answer.code !== 'cancelled') tell(answer.message);
    return null;
  } finally {
    signal?.removeEventListener('abort', cancel);
    heard.delete(opening);
    shown?.end();
  }
}

/** Shows an opening from its second moment on, until it is over. */
function showing(cancel: () => void) {
  let own: OpeningState = { progress: null, cancel };
  let visible = false;
  const timer = setTimeout(() => {
    visible = true;
    useOpening.setState({ opening: own });
  }, SILENT);
  return {
    progress: (progress: { started: number; of: number }) => {
      own = { ...own, progress };
      if (visible) useOpening.setState({ opening: own });
    },
    end: () => {
      clearTimeout(timer);
      if (visible) useOpening.setState({ opening: null });
    },
  };
}

onOpening(({ opening, started, of }) => heard.get(opening)?.({ started, of }));
