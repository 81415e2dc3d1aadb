/** One record: its fields, the memory that it has, and what it says of its socket. */
import { addressOf } from '../decode/address.ts';
import { type Memory, bytesIn, numeric, recordOf } from '../ptrace/memory.ts';
import { AT, HEADER_BYTES, IS_TEXT, KIND, PIECE, ROOM, SOCKET_AT, WITH_SOCKET_BYTES } from './layout.ts';

const [AF_UNIX, AF_INET, AF_INET6] = [1, 2, 10];
const UNIX_KINDS: ReadonlyMap<number, string> = new Map([[1, 'UNIX-STREAM'], [2, 'UNIX-DGRAM'], [5, 'UNIX-SEQPACKET']]);
const SOCK_DGRAM = 2;

export class Record {
  readonly #view: DataView;

  constructor(ring: Uint8Array, at: number, length: number) {
    this.#view = new DataView(ring.buffer, ring.byteOffset + at, length);
  }

  get kind(): number { return this.#view.getUint32(AT.kind, true); }
  get task(): number { return this.#view.getUint32(AT.task, true); }
  get process(): number { return this.#view.getUint32(AT.process, true); }
  get number(): number { return this.#view.getUint32(AT.number, true); }
  /** Nanoseconds. */
  get entered(): number { return Number(this.#view.getBigUint64(AT.entered, true)); }
  get left(): number { return Number(this.#view.getBigUint64(AT.left, true)); }
  get result(): number { return Number(this.#view.getBigInt64(AT.result, true)); }
  /** Of the first argument, if it is an open descriptor; else 0. */
  get inode(): number { return Number(this.#view.getBigUint64(AT.inode, true)); }

  get registers(): bigint[] {
    return Array.from({ length: 6 }, (_, i) => this.#view.getBigUint64(AT.registers + 8 * i, true));
  }

  /** Bytes of msg_controllen when a recvmsg began; null if it began before the recording. */
  get room(): Uint8Array | null {
    return this.entered === 0 || this.#view.getBigUint64(ROOM.at, true) === ROOM.unknown ? null : this.#bytes(ROOM.at, 8);
  }

  /** Path of an exec, up to a NUL; what follows has no meaning. Foreign text. */
  get path(): Uint8Array {
    return this.#bytes(HEADER_BYTES, this.#view.byteLength - HEADER_BYTES);
  }

  /**
   * The pieces, as memory. One that was too long to keep gives its beginning; a text is followed by zeros, as its end is known.
   * `known`: bytes that are known in another way, in place of memory that has changed since.
   */
  memory(known: { address: bigint; bytes: Uint8Array } | null): Memory {
    return (address, length) => {
      const here = known && textFrom(known.bytes, known.address, address, length);
      if (here) return here;
      for (let at = this.#from(); at + PIECE.bytes <= this.#view.byteLength;) {
        const [start, kept] = [this.#view.getBigUint64(at + PIECE.address, true), this.#view.getUint32(at + PIECE.length, true)];
        const bytes = this.#bytes(at + PIECE.bytes, Math.min(kept, this.#view.byteLength - at - PIECE.bytes));
        const room = this.#view.getUint32(at + PIECE.room, true);
        const found = (room & IS_TEXT) !== 0 ? textFrom(bytes, start, address, length)
          : start === address && kept > 0 ? bytes.subarray(0, length) : null;
        if (found) return found;
        at += PIECE.bytes + (room & ~IS_TEXT);
      }
      return null;
    };
  }

  /** As RawValue.about has it: "socket:[4711]", "UNIX-STREAM:[4711->4712]"; null for other files. */
  get about(): string | null {
    const inode = this.#socketNumber(SOCKET_AT.inode);
    if (inode === 0n) return null;
    if (this.#family !== AF_UNIX) return `socket:[${inode}]`;
    const peer = this.#socketNumber(SOCKET_AT.peer);
    return `${UNIX_KINDS.get(this.#type) ?? 'UNIX'}:[${inode}${peer === 0n ? '' : `->${peer}`}]`;
  }

  /** "TCP:[127.0.0.1:80]"; null for other families and without a port. */
  get aboutAddress(): string | null {
    const port = this.ports?.local ?? 0;
    if (port === 0) return null;
    const six = this.#family === AF_INET6;
    const address = addressOf(recordOf({ sa_family: numeric(this.#family),
      ...(six ? { sin6_port: numeric(port), sin6_addr: bytesIn(this.#view, SOCKET_AT.local6, SOCKET_AT.local6 + 16) }
        : { sin_port: numeric(port), sin_addr: bytesIn(this.#view, SOCKET_AT.local4, SOCKET_AT.local4 + 4) }) }));
    return `${this.#type === SOCK_DGRAM ? 'UDP' : 'TCP'}${six ? 'v6' : ''}:[${address}]`;
  }

  /** Of an internet socket, with its inode; null for others. */
  get ports(): { inode: number; local: number; remote: number } | null {
    if (!this.#describes || (this.#family !== AF_INET && this.#family !== AF_INET6)) return null;
    return { inode: Number(this.#socketNumber(SOCKET_AT.inode)), local: this.#view.getUint16(SOCKET_AT.localPort, true),
      remote: this.#view.getUint16(SOCKET_AT.remotePort) };
  }

  get #describes(): boolean { return this.kind === KIND.call && this.#from() >= WITH_SOCKET_BYTES; }
  get #family(): number { return this.#view.getUint16(SOCKET_AT.family, true); }
  get #type(): number { return this.#view.getUint16(SOCKET_AT.type, true); }

  #socketNumber(at: number): bigint {
    return this.#describes ? this.#view.getBigUint64(at, true) : 0n;
  }

  /** Only calls that have returned have pieces. */
  #from(): number {
    return this.kind === KIND.call ? this.#view.getUint32(AT.from, true) : this.#view.byteLength;
  }

  #bytes(at: number, length: number): Uint8Array {
    return new Uint8Array(this.#view.buffer, this.#view.byteOffset + at, length);
  }
}

/** A text at `start`, read from an address in it: readers stop at the ends of pages. After its NUL there is nothing to know. */
function textFrom(bytes: Uint8Array, start: bigint, address: bigint, length: number): Uint8Array | null {
  if (address < start || address >= start + BigInt(bytes.length)) return null;
  const all = new Uint8Array(length);
  all.set(bytes.subarray(Number(address - start)).subarray(0, length));
  return all;
}
