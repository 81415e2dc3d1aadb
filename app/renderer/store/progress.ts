/** What takes longer than a moment: said to the user, with a way out. */
import { create } from 'zustand';

/** Milliseconds: what is done sooner needs no words. */
const SILENT = 300;

export interface Working {
  /** "Starting processes: 1 of 3": what is done, and how far it is. */
  what: string;
  /** How far it is, 0 to 1; null where nobody knows. */
  part: number | null;
  cancel: () => void;
}

/** What is shown, the newest last; nothing of it in its first moment. */
export const useWorking = create<{ working: readonly Working[] }>(() => ({ working: [] }));

/** Shows some work from its second moment on, until it is over. */
export function showWork(what: string, cancel: () => void): { progress(what: string, part: number): void; end(): void } {
  let own: Working = { what, part: null, cancel };
  let visible = false;
  const put = (next: Working | null) => useWorking.setState(({ working }) => ({ working: [...working.filter((w) => w !== own), ...(next ? [next] : [])] }));
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

/** Waits for an answer that changes nothing: whoever does not want to wait is free at once, and what comes later is dropped. Null then. */
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
