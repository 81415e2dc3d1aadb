/** Pauses of a process: Sleep and nanosleep, without blocking the thread that answers the host. */
import { setTimeout as later } from 'node:timers/promises';
import { ok, type ResolvedArgs } from '../../app/shared/calls/types.ts';
import type { Performed } from '../../app/shared/provider/provider.ts';

const timeOf = (args: ResolvedArgs): number => (typeof args['timeout'] === 'number' ? args['timeout'] : 0);
const paused = (start: number): Performed => ({ outcome: ok(), micros: (performance.now() - start) * 1000 });

/** In the first thread of a process. */
export async function pausePatiently(args: ResolvedArgs): Promise<Performed> {
  const start = performance.now();
  await later(timeOf(args));
  return paused(start);
}

/** In a named thread, which has nothing else to do. */
export function pauseHere(args: ResolvedArgs): Performed {
  const start = performance.now();
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, timeOf(args));
  return paused(start);
}
