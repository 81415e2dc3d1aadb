/** A walk shared by two threads: each takes the next process until none is left. */
import { setImmediate as breathe } from 'node:timers/promises';
import { RECORD } from './records.ts';
import { type Found, ScanBuffers } from './scan-buffers.ts';
import type { Walker } from './walker.ts';
import type { Work } from './work.ts';

/** Milliseconds after which the main thread yields to its other work. */
const TURN_MS = 8;

/** Walks processes until none is left, without yielding. */
export function walkShare(walker: Walker, work: Work): Found {
  const sink = new ScanBuffers();
  while (takeOne(walker, work, sink));
  return sink.found();
}

/** The same, yielding to timers and requests. */
export async function walkShareGently(walker: Walker, work: Work): Promise<Found> {
  const sink = new ScanBuffers();
  for (let since = performance.now(); takeOne(walker, work, sink);) {
    if (performance.now() - since < TURN_MS) continue;
    await breathe();
    since = performance.now();
  }
  return sink.found();
}

function takeOne(walker: Walker, work: Work, sink: ScanBuffers): boolean {
  const process = Atomics.add(work.next, 0, 1);
  if (process * RECORD.size >= work.records.length) return false;
  walker.walk(work, process, sink);
  return true;
}
