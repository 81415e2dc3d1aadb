/** Work that takes long: its progress is shown to the user, with a cancel button. */
import { pageStore } from './resettable.ts';

/** Milliseconds: shorter work is not shown. */
const SILENT = 300;

export interface Working {
  /** "Starting processes: 1 of 3": the activity and its progress. */
  what: string;
  /** Progress, 0 to 1; null if unknown. */
  part: number | null;
  cancel: () => void;
}

/** The work on display, the newest last; hidden at first. */
export const useWorking = pageStore<{ working: readonly Working[] }>(() => ({ working: [] }));

/** Shows work that is not finished after a short delay, until it is over. */
export function showWork(what: string, cancel: () => void): { progress(what: string, part: number): void; end(): void } {
  let own: Working = { what, part: null, cancel };
  let visible = false;
  const put = (next: Working | null) =>
    useWorking.setState(({ working }) => ({ working: [...working.filter((w) => w !== own), ...(next ? [next] : [])] }));
  const timer = setTimeout(() => {
    visible = true;
    put(own);
  }, SILENT);
  return {
    progress: (now, part) => {
      const next = { ...own, what: now, part };
      if (visible) put(next);
      own = next;
    },
    end: () => {
      clearTimeout(timer);
      if (visible) put(null);
    },
  };
}

/** Waits for an answer without side effects: a user who cancels is free immediately, and a later answer is dropped. Null then. */
export async function working<T>(what: string, answer: Promise<T>): Promise<T | null> {
  let giveUp = () => {};
  const givenUp = new Promise<null>((resolve) => { giveUp = () => resolve(null); });
  const shown = showWork(what, giveUp);
  try {
    return await Promise.race([answer, givenUp]);
  } finally {
    shown.end();
  }
}
