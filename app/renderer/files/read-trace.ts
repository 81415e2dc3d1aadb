/** Reads a trace file in the page, piece by piece: plain or gzip, complete or truncated. Nothing of it is sent to the host. */
import { Lines } from '../../shared/trace/lines.ts';
import { TraceReader } from '../../shared/trace/reader.ts';
import { History } from '../store/history.ts';
import { breathe, SLICE_MS } from '../browser/slices.ts';

export interface Readings {
  /** The beginning can be shown: its history continues to grow. */
  onBegin: (history: History) => void;
  /** Progress from 0 to 1. Returning false stops the reading, when it is no longer needed. */
  onGrow: (part: number) => boolean;
}

export interface ReadTrace {
  history: History;
  /** Where the file is damaged, or null. */
  damage: string | null;
}

/** @throws InputProblem if it is not a trace. */
export async function readTraceFile(file: Blob, name: string, { onBegin, onGrow }: Readings): Promise<ReadTrace> {
  const reader = new TraceReader(name);
  const lines = new Lines();
  let history: History | null = null;
  let part = 0;
  const slice = (last: boolean): boolean => {
    const until = performance.now() + SLICE_MS;
    if (!history) {
      const line = lines.first(last);
      if (line === null) return true;
      history = new History(reader.header(line));
    }
    for (let some = lines.next(last); some !== null; some = lines.next(last)) {
      for (const step of reader.steps(some)) history.append(step);
      if (reader.damage !== null) return false;
      if (performance.now() > until) break;
    }
    return true;
  };
  let begun = false;
  /** Parses the text received so far, in slices. False if reading ends: on damage, or when it is no longer needed. */
  const readOn = async (last: boolean): Promise<boolean> => {
    do {
      const whole = slice(last);
      if (history && !begun) onBegin(history);
      begun ||= history !== null;
      if (!onGrow(part) || !whole) return false;
      await breathe();
    } while (lines.more(last));
    return true;
  };
  try {
    for await (const piece of textOf(file)) {
      ({ part } = piece);
      lines.add(piece.text);
      if (!(await readOn(false))) return { history: history!, damage: reader.damage };
    }
  } catch (error) {
    // A truncated compressed file ends with an error of the decompressor.
    if (!(error instanceof TypeError) || !history) throw error;
    reader.cut();
    return { history, damage: reader.damage };
  }
  await readOn(true);
  return { history: history ?? new History(reader.header('')), damage: reader.damage };
}

/** The file's text in pieces, each with the progress through the file, 0 to 1. */
async function* textOf(file: Blob): AsyncGenerator<{ text: string; part: number }> {
  const decoder = new TextDecoder();
  for await (const { bytes, part } of await isGzip(file) ? unzipped(file) : piecesOf(file))
    yield { text: decoder.decode(bytes, { stream: true }), part };
  yield { text: decoder.decode(), part: 1 };
}

/** Bytes of a plain file per read: few at first, to show it soon, then more, since each read has a fixed cost. */
const [FIRST_PIECE, PIECE] = [1_048_576, 4_194_304];

/** Each piece is requested while the one before it is parsed. */
async function* piecesOf(file: Blob): AsyncGenerator<{ bytes: ArrayBuffer; part: number }> {
  // Asked once: the browser reads the file for each answer.
  const { size } = file;
  const read = (from: number): Promise<ArrayBuffer> => {
    const piece = file.slice(from, endOf(from)).arrayBuffer();
    // It fails where it is awaited, or is no longer needed.
    piece.catch(() => undefined);
    return piece;
  };
  let next = read(0);
  for (let from = 0; from < size; from = endOf(from)) {
    const bytes = await next;
    next = read(endOf(from));
    yield { bytes, part: Math.min(1, endOf(from) / size) };
  }
}

const endOf = (from: number): number => from + (from === 0 ? FIRST_PIECE : PIECE);

async function* unzipped(file: Blob): AsyncGenerator<{ bytes: Uint8Array; part: number }> {
  let read = 0;
  const counted = file.stream().pipeThrough(new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      read += chunk.length;
      controller.enqueue(chunk);
    },
  }));
  const stream = counted.pipeThrough(new DecompressionStream('gzip') as ReadableWritablePair<Uint8Array, Uint8Array>).getReader();
  for (;;) {
    const { done, value } = await stream.read();
    if (done) return;
    yield { bytes: value, part: read / file.size };
  }
}

/** Detected by the first two bytes of gzip. */
export async function isGzip(file: Blob): Promise<boolean> {
  const [first, second] = new Uint8Array(await file.slice(0, 2).arrayBuffer());
  return first === 0x1f && second === 0x8b;
}
