/** Dumps over NETLINK_SOCK_DIAG or NETLINK_ROUTE, message by message; sock_diag(7), netlink(7). Needs no permissions. */
import { pinned, type Pinned } from './bytes.ts';
import { errno, type WalkCalls, walkCalls } from './calls.ts';

const [AF_NETLINK, SOCK_RAW_CLOEXEC, NETLINK_SOCK_DIAG] = [16, 3 | 0o2000000, 4];
export const NETLINK_ROUTE = 0;
const [SOCK_DIAG_BY_FAMILY, REQUEST_DUMP] = [20, 0x301];
const [ERROR, DONE, INTERRUPTED] = [2, 3, 0x10];
const HEADER = 16;
/** The kernel fills at most 32 KB at a time. */
const ROOM = 1 << 16;

/** `words` and `bytes` are views of the same answer; `at` is the offset of a message's body in bytes, a multiple of 4. */
export type OnMessage = (bytes: Buffer, words: Uint32Array, at: number, length: number) => void;

export type DumpResult =
  /** `interrupted`: sockets were opened or closed during the dump, so one can be missing or listed twice. */
  | { ok: true; interrupted: boolean }
  /** The kernel does not dump this family: errno, 2 (ENOENT) for a missing module. */
  | { ok: false; errno: number };

export class SockDiag {
  readonly #calls: WalkCalls = walkCalls();
  readonly #fd: number;
  readonly #request: Pinned = pinned(256);
  readonly #answer: Pinned = pinned(ROOM);
  readonly #words: Uint32Array;

  /** @throws Error if the kernel has no sock_diag. */
  constructor(protocol = NETLINK_SOCK_DIAG) {
    this.#fd = Number(this.#calls.socket(AF_NETLINK, SOCK_RAW_CLOEXEC, protocol));
    if (this.#fd < 0) throw new Error(`sock_diag cannot be opened (errno ${errno()})`);
    this.#words = new Uint32Array(this.#answer.bytes.buffer, this.#answer.bytes.byteOffset, ROOM / 4);
  }

  close(): void {
    this.#calls.close(this.#fd);
  }

  /** Requests every socket that `body` describes, and calls `on` for each. `request` is the type of the message. */
  dump(body: Uint8Array, on: OnMessage, request = SOCK_DIAG_BY_FAMILY): DumpResult {
    const { bytes, address } = this.#request;
    bytes.writeUInt32LE(HEADER + body.length, 0);
    bytes.writeUInt16LE(request, 4);
    bytes.writeUInt16LE(REQUEST_DUMP, 6);
    bytes.set(body, HEADER);
    if (Number(this.#calls.send(this.#fd, address, HEADER + body.length, 0)) < 0) return { ok: false, errno: errno() };
    let interrupted = false;
    for (;;) {
      const n = Number(this.#calls.recv(this.#fd, this.#answer.address, ROOM, 0));
      if (n < 0) return { ok: false, errno: errno() };
      for (let at = 0; at + HEADER <= n;) {
        const length = this.#words[at >> 2]!;
        const type = this.#words[(at >> 2) + 1]! & 0xffff;
        if ((this.#words[(at >> 2) + 1]! >>> 16 & INTERRUPTED) !== 0) interrupted = true;
        if (type === DONE) return doneWith(this.#answer.bytes.readInt32LE(at + HEADER), interrupted);
        if (type === ERROR) return doneWith(this.#answer.bytes.readInt32LE(at + HEADER), interrupted);
        on(this.#answer.bytes, this.#words, at + HEADER, length - HEADER);
        at += (length + 3) & ~3;
      }
    }
  }
}

function doneWith(error: number, interrupted: boolean): DumpResult {
  return error < 0 ? { ok: false, errno: -error } : { ok: true, interrupted };
}

/** Offset and length of an attribute of a message, between `from` and `end`; null if absent. Unknown types are ignored. */
export function attribute(bytes: Buffer, from: number, end: number, type: number): { at: number; length: number } | null {
  for (let at = from; at + 4 <= end;) {
    const length = bytes[at]! | (bytes[at + 1]! << 8);
    if (length < 4) return null;
    if (((bytes[at + 2]! | (bytes[at + 3]! << 8)) & 0x3fff) === type) return { at: at + 4, length: length - 4 };
    at += (length + 3) & ~3;
  }
  return null;
}
