/**
 * Receives real signals (P15). The runtime's handlers count them: a handler through koffi would run
 * JavaScript on an arbitrary thread, and signalfd(2) needs the signal blocked in every thread, which
 * a process with running threads cannot do.
 */
import { isMainThread } from 'node:worker_threads';
import { SIGNALS } from '../../app/shared/calls/constants-linux.ts';
import { ok, type ResolvedArgs } from '../../app/shared/calls/types.ts';
import type { Performed } from '../../app/shared/provider/provider.ts';
import { intArg, textArg } from './args.ts';

const counts = new Map<string, number>();
const waiting = new Set<() => void>();
let catching = false;

/**
 * Handles the signals of the catalogue from now on. Never undone: the default action of these signals ends the
 * process, and one can still be pending when a session is over.
 */
export function catchSignals(): void {
  // The runtime delivers signals to its first thread only.
  if (catching || !isMainThread) return;
  catching = true;
  for (const name of Object.keys(SIGNALS)) {
    process.on(name as NodeJS.Signals, () => {
      counts.set(name, (counts.get(name) ?? 0) + 1);
      for (const look of waiting) look();
    });
  }
}

/** How often the handler has run since the last query; waits for the first signal at most `timeout` milliseconds. */
export async function countSignals(args: ResolvedArgs): Promise<Performed> {
  const name = textArg(args, 'signal') ?? 'SIGIO';
  const start = performance.now();
  await new Promise<void>((resolve) => {
    const done = () => {
      clearTimeout(timer);
      waiting.delete(look);
      resolve();
    };
    const look = () => { if ((counts.get(name) ?? 0) > 0) done(); };
    const timer = setTimeout(done, intArg(args, 'timeout'));
    waiting.add(look);
    look();
  });
  const number = counts.get(name) ?? 0;
  counts.set(name, 0);
  return { outcome: ok({ number }), micros: (performance.now() - start) * 1000 };
}
