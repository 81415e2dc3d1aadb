/** One thread's walk over processes: their descriptors of sockets and epoll instances; proc(5), P22, P25. */
import { statSync } from 'node:fs';
import { pinned, putText } from './bytes.ts';
import { AT_FDCWD, errno, NR, OPEN, walkCalls } from './calls.ts';
import { ownTable } from './kcmp.ts';
import { parseRegistrations } from './registrations.ts';
import { RECORD, STATUS, UNTOLD } from './records.ts';
import { SchedDigest } from './sched-digest.ts';
import type { Work } from './work.ts';
import type { ScanBuffers } from './scan-buffers.ts';
import { parseStat } from './stat.ts';

const ENTRIES_ROOM = 1 << 16;
const TEXT_ROOM = 1 << 18;
const LINK_ROOM = 256;
/** The first four letters, as a number in this machine's byte order. */
const [SOCK, ANON] = [0x6b636f73, 0x6e6f6e61];
const [EVENTPOLL_LENGTH, E, V] = ['anon_inode:[eventpoll]'.length, 0x65, 0x76];
/** EPERM and EACCES. */
const REFUSED: ReadonlySet<number> = new Set([1, 13]);
const PF_KTHREAD = 0x00200000;
const [URING_LENGTH, I, O] = ['anon_inode:[io_uring]'.length, 0x69, 0x6f];

export class Walker {
  readonly #calls = walkCalls();
  readonly #entries = pinned(ENTRIES_ROOM);
  readonly #text = pinned(TEXT_ROOM);
  readonly #link = pinned(LINK_ROOM);
  readonly #linkWord = new Uint32Array(this.#link.bytes.buffer, this.#link.bytes.byteOffset, 1);
  readonly #path = pinned(256);
  readonly #names = pinned(256);
  readonly #stat = putText(this.#names, 'stat', 0);
  readonly #net = putText(this.#names, 'ns/net', 16);
  readonly #fd = putText(this.#names, 'fd', 32);
  readonly #task = putText(this.#names, 'task', 48);
  readonly #proc: number;
  readonly #sched = new SchedDigest(this.#calls);
  readonly #sockDevice: number;

  /** `sockDevice` is the device number of sockfs: epoll also watches files of other kinds, whose inodes can be equal. */
  constructor(sockDevice: number) {
    this.#sockDevice = sockDevice;
    this.#proc = Number(this.#calls.openat(AT_FDCWD, putText(this.#path, '/proc'), OPEN.FOLDER, 0));
    if (this.#proc < 0) throw new Error('/proc cannot be opened: is it mounted?');
  }

  close(): void {
    this.#calls.close(this.#proc);
  }

  /**
   * Reads the process of record number `process`, fills the record, and adds its rows to `sink`. If it is known and its
   * threads have not run, only its registrations are read: other processes can change those.
   */
  walk({ records, lastInstances, digests }: Work, process: number, sink: ScanBuffers): void {
    const at = process * RECORD.size;
    const pid = records[at + RECORD.pid]!;
    const { openat, close } = this.#calls;
    records[at + RECORD.status] = STATUS.gone;
    // Everything read through this descriptor belongs to the same process, even if its pid is reused.
    const folder = Number(openat(this.#proc, putText(this.#path, String(pid)), OPEN.FOLDER, 0));
    if (folder < 0) {
      if (REFUSED.has(errno())) records[at + RECORD.status] = STATUS.refused;
      return;
    }
    try {
      if (digests) this.#digest(folder, records, at);
      if (records[at + RECORD.known] === 1 && this.#sameDigest(records, at)) {
        records[at + RECORD.status] = STATUS.same;
        this.#ownTables(folder, process, records, sink);
        const from = records[at + RECORD.lastInstanceAt]!;
        for (let i = from; i < from + records[at + RECORD.lastInstanceCount]!; i++)
          this.#registrations(folder, process, lastInstances[i]!, sink);
        return;
      }
      if (!this.#identity(folder, records, at)) return;
      records[at + RECORD.status] = this.#descriptors(folder, process, sink) ? STATUS.read : STATUS.hidden;
      if (records[at + RECORD.status] === STATUS.hidden)
        records[at + RECORD.hiddenDescriptors] = hiddenCount(sizeOf(pid), records[at + RECORD.flags]!);
      else this.#ownTables(folder, process, records, sink);
    } finally {
      close(folder);
    }
  }

  /** Reads name, parent, start time and namespace only; false if the process has ended. */
  identify(records: Uint32Array, process: number): boolean {
    const at = process * RECORD.size;
    const folder = Number(this.#calls.openat(this.#proc, putText(this.#path, String(records[at + RECORD.pid]!)), OPEN.FOLDER, 0));
    if (folder < 0) return false;
    const there = this.#identity(folder, records, at);
    this.#calls.close(folder);
    records[at + RECORD.status] = there ? STATUS.read : STATUS.gone;
    return there;
  }

  #digest(folder: number, records: Uint32Array, at: number): void {
    const [low, high] = this.#sched.of(folder, this.#task);
    records[at + RECORD.schedLow] = low;
    records[at + RECORD.schedHigh] = high;
  }

  #sameDigest(records: Uint32Array, at: number): boolean {
    return records[at + RECORD.schedLow] !== 0 && records[at + RECORD.schedLow] === records[at + RECORD.lastSchedLow]
      && records[at + RECORD.schedHigh] === records[at + RECORD.lastSchedHigh];
  }

  #identity(folder: number, records: Uint32Array, at: number): boolean {
    const length = this.#readFile(folder, this.#stat);
    if (length <= 0) return false;
    parseStat(this.#text.bytes, length, records, at);
    const n = Number(this.#calls.readlinkat(folder, this.#net, this.#link.address, LINK_ROOM));
    records[at + RECORD.namespace] = n > 0 ? this.#numberIn(n) : 0;
    return true;
  }

  /** False if they cannot be read. */
  #descriptors(folder: number, process: number, sink: ScanBuffers): boolean {
    const { openat, close, syscall, readlinkat } = this.#calls;
    const fds = Number(openat(folder, this.#fd, OPEN.FOLDER, 0));
    if (fds < 0) return false;
    const { bytes, address } = this.#entries;
    for (;;) {
      const n = Number(syscall(NR.getdents64, fds, address, ENTRIES_ROOM, 0, 0));
      if (n <= 0) break;
      for (let at = 0; at < n; at += bytes[at + 16]! | (bytes[at + 17]! << 8)) {
        const first = bytes[at + 19]!;
        if (first === 0x2e) continue;
        const length = Number(readlinkat(fds, address + at + 19, this.#link.address, LINK_ROOM));
        if (length < 8) continue;
        const word = this.#linkWord[0];
        if (word === SOCK) sink.holder(process, decimal(bytes, at + 19), this.#numberIn(length));
        else if (word === ANON && length === EVENTPOLL_LENGTH && this.#link.bytes[12] === E && this.#link.bytes[13] === V) {
          const descriptor = decimal(bytes, at + 19);
          sink.instance(process, descriptor);
          this.#registrations(folder, process, descriptor, sink);
        } else if (word === ANON && length === URING_LENGTH && this.#link.bytes[12] === I && this.#link.bytes[13] === O)
          sink.rings.push({ process, descriptor: decimal(bytes, at + 19) });
      }
    }
    close(fds);
    return true;
  }

  /** Finds threads whose descriptor table is neither that of the process nor of a thread before. */
  #ownTables(folder: number, process: number, records: Uint32Array, sink: ScanBuffers): void {
    const at = process * RECORD.size;
    if (records[at + RECORD.threads]! < 2 || records[at + RECORD.threadOf] !== 0) return;
    const { openat, close, syscall } = this.#calls;
    const tasks = Number(openat(folder, this.#task, OPEN.FOLDER, 0));
    if (tasks < 0) return;
    const tables = [records[at + RECORD.pid]!];
    const { bytes, address } = this.#entries;
    for (;;) {
      const n = Number(syscall(NR.getdents64, tasks, address, ENTRIES_ROOM, 0, 0));
      if (n <= 0) break;
      for (let entry = 0; entry < n; entry += bytes[entry + 16]! | (bytes[entry + 17]! << 8)) {
        if (bytes[entry + 19] === 0x2e) continue;
        const thread = decimal(bytes, entry + 19);
        if (tables.some((table) => table === thread || !ownTable(table, thread))) continue;
        tables.push(thread);
        sink.threads.push({ process, thread });
      }
    }
    close(tasks);
  }

  #registrations(folder: number, process: number, instance: number, sink: ScanBuffers): void {
    const { openat, read, close } = this.#calls;
    const file = Number(openat(folder, putText(this.#path, `fdinfo/${instance}`, 64), OPEN.RDONLY, 0));
    if (file < 0) return;
    let kept = 0;
    for (;;) {
      const n = Number(read(file, this.#text.address + kept, TEXT_ROOM - kept));
      if (n <= 0) break;
      kept = parseRegistrations(this.#text.bytes, kept + n, process, instance, this.#sockDevice, sink);
    }
    close(file);
  }

  /** Bytes read into `#text`, at most its size; 0 or less for none. */
  #readFile(folder: number, path: number): number {
    const { openat, read, close } = this.#calls;
    const file = Number(openat(folder, path, OPEN.RDONLY, 0));
    if (file < 0) return -1;
    const n = Number(read(file, this.#text.address, TEXT_ROOM));
    close(file);
    return n;
  }

  /** The number in brackets at the end of a link of `length` bytes: "socket:[1234]", "net:[4026531840]". */
  #numberIn(length: number): number {
    const { bytes } = this.#link;
    let at = length - 2;
    while (bytes[at]! >= 0x30 && bytes[at]! <= 0x39) at -= 1;
    return decimal(bytes, at + 1);
  }
}

/** P25: the size of the folder is the number of descriptors, readable by every user. */
function sizeOf(pid: number | 'self'): number {
  try {
    return statSync(`/proc/${pid}/fd`).size;
  } catch {
    return 0;
  }
}

let sizesTold: boolean | undefined;

/** Descriptors of a process that cannot be read: its `size`, if this kernel tells it. A thread of the kernel has none. */
export function hiddenCount(size: number, flags: number, told = sizesTold ??= sizeOf('self') > 0): number {
  return told || (flags & PF_KTHREAD) !== 0 ? size : UNTOLD;
}

function decimal(bytes: Uint8Array, from: number): number {
  let value = 0;
  for (let at = from; ; at++) {
    const digit = bytes[at]! - 0x30;
    if (digit < 0 || digit > 9) return value;
    value = value * 10 + digit;
  }
}
