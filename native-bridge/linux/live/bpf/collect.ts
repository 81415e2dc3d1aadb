/** The records of one pass, as columns. */
import { InodeIndex } from '../../../../app/shared/live/inode-index.ts';
import type { BpfIterator } from './load.ts';
import { AT, KIND, RECORD_BYTES } from './program.ts';

const WORDS = RECORD_BYTES / 4;
const CLOEXEC = 1 << 31;

/**
 * Columns that grow and are reused by the next pass: allocating them took a fifth of its time. A row of `holders` is a
 * descriptor that refers to a socket.
 */
export class Collected {
  holderCount = 0;
  tgid = new Uint32Array(1 << 16);
  /** The thread whose table it is: the first of a process, or one with its own. */
  table = new Uint32Array(1 << 16);
  descriptor = new Uint32Array(1 << 16);
  closeOnExec = new Uint8Array(1 << 16);
  inode = new Uint32Array(1 << 16);
  /** The struct file, its low 48 bits: the upper bits are the same for all kernel addresses. */
  file = new Float64Array(1 << 16);
  namespace = new Uint32Array(1 << 16);
  /** Family and state, type and protocol as the record has them. */
  family = new Uint32Array(1 << 16);
  type = new Uint32Array(1 << 16);
  inFlight = new Int32Array(1 << 16);
  /** Address records by row. */
  readonly addresses = new Map<number, Buffer>();
  /** Other files. */
  readonly files: { tgid: number; table: number; descriptor: number; file: number; operations: number }[] = [];
  readonly watches = new Watches();
  /** Sockets with more registrations than were followed. */
  more = 0;

  clear(): void {
    this.holderCount = 0;
    this.addresses.clear();
    this.files.length = 0;
    this.watches.length = 0;
    this.more = 0;
  }
}

/** Registrations, without duplicates. */
export class Watches {
  length = 0;
  tfd = new Int32Array(1 << 14);
  mask = new Uint32Array(1 << 14);
  inode = new Uint32Array(1 << 14);
  /** The struct file of the instance. */
  instance = new Float64Array(1 << 14);
  data = new BigUint64Array(1 << 14);
}

/** Reads everything once, into `c`. @throws BpfRefused. */
export function collect(iterator: BpfIterator, c: Collected): void {
  c.clear();
  const items = new InodeIndex(1 << 15);
  iterator.read((bytes, length) => {
    const words = new Uint32Array(bytes.buffer, bytes.byteOffset, length / 4);
    for (let w = 0; w < words.length; w += WORDS) {
      switch (words[w]) {
        case KIND.socket: holder(c, words, w); break;
        case KIND.registration: watch(c, items, words, w); break;
        case KIND.file:
          c.files.push({ tgid: words[w + 1]!, table: words[w + AT.thread / 4]! & ~CLOEXEC, descriptor: words[w + 2]!,
            file: pointer(words, w + AT.file / 4),
            operations: pointer(words, w + AT.operations / 4) });
          break;
        case KIND.address: c.addresses.set(c.holderCount - 1, Buffer.from(bytes.subarray(4 * w, 4 * w + RECORD_BYTES))); break;
        case KIND.more: c.more += 1; break;
        default:
      }
    }
  }, RECORD_BYTES);
}

function holder(c: Collected, words: Uint32Array, w: number): void {
  if (c.holderCount === c.tgid.length)
    grow(c, ['tgid', 'table', 'descriptor', 'closeOnExec', 'inode', 'file', 'namespace', 'family', 'type', 'inFlight']);
  const h = c.holderCount;
  c.holderCount += 1;
  c.tgid[h] = words[w + 1]!;
  c.descriptor[h] = words[w + 2]!;
  c.table[h] = words[w + AT.thread / 4]! & ~CLOEXEC;
  c.closeOnExec[h] = words[w + AT.thread / 4]! >>> 31 === 1 ? 1 : 2;
  c.file[h] = pointer(words, w + AT.file / 4);
  c.inode[h] = words[w + AT.inode / 4]!;
  c.namespace[h] = words[w + AT.namespace / 4]!;
  c.family[h] = words[w + AT.family / 4]!;
  c.type[h] = words[w + AT.type / 4]!;
  c.inFlight[h] = words[w + AT.inFlight / 4]! | 0;
}

/** One item is found through every descriptor of its file. */
function watch({ watches, inode, holderCount }: Collected, items: InodeIndex, words: Uint32Array, w: number): void {
  const i = watches.length;
  if (!items.add(pointer(words, w + AT.item / 4), i)) return;
  if (i === watches.tfd.length) grow(watches, ['tfd', 'mask', 'inode', 'instance', 'data']);
  watches.length += 1;
  watches.tfd[i] = words[w + 1]!;
  watches.mask[i] = words[w + 2]!;
  // It follows the record of the socket that it watches.
  watches.inode[i] = inode[holderCount - 1]!;
  watches.instance[i] = pointer(words, w + AT.instance / 4);
  watches.data[i] = BigInt(words[w + AT.data / 4]!) | (BigInt(words[w + AT.data / 4 + 1]!) << 32n);
}

const pointer = (words: Uint32Array, at: number): number => words[at]! + (words[at + 1]! & 0xffff) * 2 ** 32;

function grow<T extends object>(columns: T, names: readonly (keyof T)[]): void {
  for (const name of names) {
    const old = columns[name] as Uint32Array;
    const wider = new (old.constructor as Uint32ArrayConstructor)(old.length * 2);
    wider.set(old);
    columns[name] = wider as T[keyof T];
  }
}
