/** Reads a trace file in the page, a piece at a time: plain or gzip, whole or cut short. Nothing of it goes to the host. */
import { TraceReader } from '../../shared/trace/reader.ts';
import { History } from '../store/history.ts';

/** Milliseconds of reading, after which the page draws and listens. */
const SLICE_MS = 12;

export interface Readings {
  /** The beginning can be shown: its history grows on. */
  onBegin: (history: History) => void;
  /** So much of the file is read, 0 to 1. False ends the reading: nobody looks any more. */
  onGrow: (part: number) => boolean;
}

export interface ReadTrace {
  history: History;
  /** Where the file is damaged, or null. */
  damage: string | null;
}

/** @throws InputProblem when it is no trace. */
export async function readTraceFile(file: Blob, name: string, { onBegin, onGrow }: Readings): Promise<ReadTrace> {
  const reader = new TraceReader(name);
  const lines = new Lines();
  let history: History | null = null;
  let part = 0;
  const slice = (last: boolean): boolean => {
    const until = performance.now() + SLICE_MS;
    for (let line = lines.next(last); line !== null; line = lines.next(last)) {
      if (!history) history = new History(reader.header(line));
      else {
        const step = reader.step(line);
        if (!step) return false;
        history.append(step);
      }
      if (performance.now() > until) break;
    }
    return true;
  };
  let begun = false;
  /** Reads all that has come, in slices. False when it is over: by damage, or because nobody looks. */
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
    for await (const text of textOf(file, (read) => { part = read; })) {
      lines.add(text);
      if (!(await readOn(false))) return { history: history!, damage: reader.damage };
    }
  } catch (error) {
    // A compressed file that is cut short ends with an error of the decompressor.
    if (!(error instanceof TypeError) || !history) throw error;
    reader.cut();
    return { history, damage: reader.damage };
  }
  await readOn(true);
  return { history: history ?? new History(reader.header('')), damage: reader.damage };
}

/** Text that comes in pieces, as lines. */
class Lines {
  #text = '';
  #from = 0;

  add(text: string): void {
    this.#text = this.#text.slice(this.#from) + text;
    this.#from = 0;
  }

  /** The next line that is there whole; at the end of the file also what is left. */
  next(last: boolean): string | null {
    const to = this.#text.indexOf('\n', this.#from);
    if (to < 0 && (!last || this.#from >= this.#text.length)) return null;
    const line = this.#text.slice(this.#from, to < 0 ? this.#text.length : to);
    this.#from = to < 0 ? this.#text.length : to + 1;
    return line;
  }

  more(last: boolean): boolean {
    return last ? this.#from < this.#text.length : this.#text.includes('\n', this.#from);
  }
}

/** Lets everything else have its turn; a timer would cost four milliseconds each time. */
function breathe(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.addEventListener('message', () => { port1.close(); resolve(); }, { once: true });
    port1.start();
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port, not a window
    port2.postMessage(null);
  });
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

/** By the two bytes with which gzip begins. */
export async function isGzip(file: Blob): Promise<boolean> {
  const [first, second] = new Uint8Array(await file.slice(0, 2).arrayBuffer());
  return first === 0x1f && second === 0x8b;
}
