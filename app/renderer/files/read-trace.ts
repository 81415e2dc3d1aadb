/** Reads a trace file in the page, a piece at a time: plain or gzip, whole or cut short. Nothing of it goes to the host. */
import { TraceReader } from '../../shared/trace/reader.ts';
import { History } from '../store/history.ts';

const BREATH_MS = 80;

export interface ReadTrace {
  history: History;
  /** Where the file is damaged, or null. */
  damage: string | null;
}

/** @param onProgress gets 0 to 1. @throws InputProblem when it is no trace; what `signal` was aborted with. */
export async function readTraceFile(file: Blob, name: string, onProgress: (part: number) => void, signal: AbortSignal): Promise<ReadTrace> {
  const reader = new TraceReader(name);
  let history: History | null = null;
  const take = (line: string): boolean => {
    if (!history) history = new History(reader.header(line));
    else {
      const step = reader.step(line);
      if (!step) return false;
      history.append(step);
    }
    return true;
  };
  let rest = '';
  let breathed = performance.now();
  try {
    for await (const text of textOf(file, onProgress)) {
      signal.throwIfAborted();
      rest += text;
      let from = 0;
      for (let to = rest.indexOf('\n'); to >= 0; to = rest.indexOf('\n', from)) {
        if (!take(rest.slice(from, to))) return { history: history!, damage: reader.damage };
        from = to + 1;
      }
      rest = rest.slice(from);
      if (performance.now() - breathed > BREATH_MS) {
        // The page must draw, and hear that the user has had enough.
        await new Promise((resolve) => setTimeout(resolve));
        breathed = performance.now();
      }
    }
  } catch (error) {
    // A compressed file that is cut short ends with an error of the decompressor.
    if (!(error instanceof TypeError) || !history) throw error;
    reader.cut();
    return { history, damage: reader.damage };
  }
  if (rest !== '' || !history) take(rest);
  return { history: history!, damage: reader.damage };
}

async function* textOf(file: Blob, onProgress: (part: number) => void): AsyncGenerator<string> {
  let read = 0;
  const counted = file.stream().pipeThrough(new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      read += chunk.length;
      onProgress(file.size === 0 ? 1 : read / file.size);
      controller.enqueue(chunk);
    },
  }));
  const bytes = await isGzip(file) ? counted.pipeThrough(new DecompressionStream('gzip') as ReadableWritablePair<Uint8Array, Uint8Array>) : counted;
  const decoder = new TextDecoder();
  const stream = bytes.getReader();
  for (;;) {
    const { done, value } = await stream.read();
    if (done) break;
    yield decoder.decode(value, { stream: true });
  }
  yield decoder.decode();
}

async function isGzip(file: Blob): Promise<boolean> {
  const [first, second] = new Uint8Array(await file.slice(0, 2).arrayBuffer());
  return first === 0x1f && second === 0x8b;
}
