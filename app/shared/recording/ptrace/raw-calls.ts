/**
 * Calls on their way from the recorder to the host: registers, and the memory that the definition of each call reads. The same
 * functions read it here, where the program waits, and later from what was kept, so that nothing else is done while it waits.
 */
import { READ_AT_START } from './arguments.ts';
import { type CallReader, KEEP_ABOUT, type ReadCall, argsOf, endOf, readsMore, startOf } from './call-events.ts';
import { FrameReader, type Frames } from './frames.ts';
import type { Memory } from './memory.ts';
import type { WireEvent } from './wire.ts';

/** First number of a frame; that of one with JSON is the character "{". */
const [START, END] = [1, 2];
const REGISTERS = 6;
const POLLS: ReadonlySet<string> = new Set(['poll', 'ppoll']);

export class RawWriter implements CallReader {
  readonly #frames: Frames;
  readonly #reader: CallReader;
  readonly #numbers: ReadonlyMap<string, number>;
  readonly #data: number;
  #task = 0;
  readonly #memory: Memory = (address, length) => {
    const bytes = this.#reader.memory(this.#task)(address, length);
    this.#frames.piece(bytes);
    return bytes;
  };

  /** `names`: the calls that are followed, by number. `data`: bytes to keep of each. */
  constructor(frames: Frames, reader: CallReader, names: ReadonlyMap<number, string>, data: number) {
    this.#frames = frames;
    this.#reader = reader;
    this.#numbers = new Map([...names].map(([number, name]) => [name, number]));
    this.#data = data;
  }

  start(task: number, call: ReadCall): void {
    this.#task = task;
    const frames = this.#frames;
    frames.begin();
    frames.u32(START);
    frames.u32(call.id);
    frames.u32(task);
    frames.u32(this.#numbers.get(call.name)!);
    frames.f64(this.#reader.now());
    for (let i = 0; i < REGISTERS; i += 1) frames.u64(call.registers[i] ?? 0n);
    if (READ_AT_START.has(call.name)) argsOf(this, task, call, null);
    frames.end();
  }

  /** `returned`: as of `endOf`. */
  end(task: number, call: ReadCall, returned: number | null): void {
    this.#task = task;
    const frames = this.#frames;
    frames.begin();
    frames.u32(END);
    frames.u32(call.id);
    frames.f64(this.#reader.now());
    frames.f64(returned ?? NaN);
    const { name } = call;
    if (this.#data > 0 || POLLS.has(name) || KEEP_ABOUT.results.has(name) || readsMore(name)) endOf(this, task, call, returned, this.#data);
    frames.end();
  }

  memory(): Memory { return this.#memory; }
  about(task: number, descriptor: number, internet: boolean): string | null {
    return this.#keep(this.#reader.about(task, descriptor, internet));
  }
  aboutAddress(task: number, descriptor: number): string | null { return this.#keep(this.#reader.aboutAddress(task, descriptor)); }
  now(): number { return 0; }

  /** The text is ASCII: the system writes it. */
  #keep(text: string | null): string | null {
    this.#frames.piece(text === null ? null : asciiOf(text));
    return text;
  }
}

/** Faster than an encoder for texts as short as these. */
function asciiOf(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < bytes.length; i += 1) bytes[i] = text.charCodeAt(i);
  return bytes;
}

/** Makes events of the frames of a `RawWriter`. */
export class RawReader implements CallReader {
  readonly #names: ReadonlyMap<number, string>;
  readonly #data: number;
  readonly #open = new Map<number, { task: number; call: ReadCall }>();
  #frame = new FrameReader(new Uint8Array());
  #at = 0;
  readonly #memory: Memory = () => this.#frame.piece();

  /** Parameters as of the writer. */
  constructor(names: ReadonlyMap<number, string>, data: number) {
    this.#names = names;
    this.#data = data;
  }

  /** null for a frame of another kind, and for an end without a start. */
  event(bytes: Uint8Array): WireEvent | null {
    const frame = new FrameReader(bytes);
    this.#frame = frame;
    const [kind, id] = [frame.u32(), frame.u32()];
    if (kind === START) {
      const [task, number] = [frame.u32(), frame.u32()];
      this.#at = frame.f64();
      const registers = Array.from({ length: REGISTERS }, () => frame.u64());
      const call: ReadCall = { id, name: this.#names.get(number) ?? '', registers, path: null, room: null };
      this.#open.set(id, { task, call });
      return startOf(this, task, call);
    }
    const open = this.#open.get(id);
    this.#open.delete(id);
    if (kind !== END || !open) return null;
    this.#at = frame.f64();
    const returned = frame.f64();
    return endOf(this, open.task, open.call, Number.isNaN(returned) ? null : returned, this.#data);
  }

  memory(): Memory { return this.#memory; }
  about(): string | null { return this.#text(); }
  aboutAddress(): string | null { return this.#text(); }
  now(): number { return this.#at; }

  #text(): string | null {
    const bytes = this.#frame.piece();
    return bytes && String.fromCharCode(...bytes);
  }
}
