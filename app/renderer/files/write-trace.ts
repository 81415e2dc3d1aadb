/** Writes a trace file in the page, a slice at a time. */
import { traceLines } from '../../shared/trace/file.ts';
import type { TraceLog } from '../../shared/trace/log.ts';
import { breathe, SLICE_MS } from '../browser/slices.ts';

/**
 * The pieces of the file; it has the steps that there are now, also of a trace that grows on.
 * @param onGrow so many steps are written. False ends the writing: then there are no pieces, but null.
 */
export async function writeTraceFile(log: TraceLog, onGrow: (written: number) => boolean): Promise<Blob[] | null> {
  const lines = traceLines(log);
  // Not as text: a browser keeps these outside of the page's own memory.
  const pieces: Blob[] = [];
  // The header is no step.
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
