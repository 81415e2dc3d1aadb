/** Writes a trace file in the page, a slice at a time. */
import { traceLines } from '../../shared/trace/file.ts';
import type { TraceLog } from '../../shared/trace/log.ts';
import { breathe, SLICE_MS } from '../browser/slices.ts';

/**
 * The pieces of the file; it contains the present steps, even if the trace is still growing.
 * @param onGrow number of steps written. Returning false stops the writing; the result is null then.
 */
export async function writeTraceFile(log: TraceLog, onGrow: (written: number) => boolean): Promise<Blob[] | null> {
  const lines = traceLines(log);
  // Not as text: a browser keeps blobs outside of the page's memory.
  const pieces: Blob[] = [];
  // The header is not a step.
  let written = -1;
  for (;;) {
    const until = performance.now() + SLICE_MS;
    const slice: string[] = [];
    do {
      const { done, value } = lines.next();
      if (done) return [...pieces, new Blob(slice)];
      slice.push(value);
      written += 1;
    } while (performance.now() <= until);
    pieces.push(new Blob(slice));
    if (!onGrow(written)) return null;
    await breathe();
  }
}
