/**
 * Descriptors that are files: their calls concern no recording, so a task goes on at their start. What a descriptor is gets
 * looked up once, and is forgotten when its number can get another meaning. Tasks that share a table share what is known.
 */
import { own } from '../../base/own.ts';
import type { Kernel } from './kernel.ts';
import { viewAt } from './memory.ts';

/** Calls that do not concern a recording if all these arguments are files. */
const ABOUT: Readonly<Record<string, readonly number[]>> = {
  read: [0], write: [0], readv: [0], writev: [0], preadv: [0], pwritev: [0], preadv2: [0], pwritev2: [0], sendfile: [0], close: [0],
  dup: [0], dup2: [0, 1], dup3: [0, 1], fcntl: [0], ioctl: [0], splice: [0, 2], tee: [0, 1], vmsplice: [0],
};
/** Whether only the first argument decides, which is most often a file: such a call is held only if it is a socket. */
export const oftenFile = (name: string): boolean => own(ABOUT, name)?.length === 1;

/** Calls that return the number of a new socket, of another new descriptor, and calls that return several in memory. */
const RETURN_SOCKET: ReadonlySet<string> = new Set(['socket', 'accept', 'accept4']);
const RETURN_ONE: ReadonlySet<string> = new Set(['dup', 'dup2', 'dup3', 'fcntl', 'epoll_create', 'epoll_create1', 'pidfd_open',
  'pidfd_getfd']);
const CHANGE_MANY: ReadonlySet<string> = new Set(['socketpair', 'recvmsg', 'recvmmsg', 'close_range']);
/** linux/sched.h and linux/close_range.h */
const [CLONE_FILES, CLOSE_RANGE_UNSHARE] = [0x400n, 2n];

type Registers = readonly bigint[];

const numberIn = (register: bigint | undefined): number => Number(BigInt.asIntN(32, register ?? 0n));

export class Files {
  readonly #kernel: Pick<Kernel, 'isFile' | 'memory'>;
  /** By task: whether a descriptor is a file. */
  readonly #tables = new Map<number, Map<number, boolean>>();

  constructor(kernel: Pick<Kernel, 'isFile' | 'memory'>) {
    this.#kernel = kernel;
  }

  /** A task from before the recording. Threads share the table of their process. */
  found(task: number, process: number): void {
    this.#tables.set(task, this.#of(process));
  }

  /** A fork has made a child. `name`: the call, if it is followed. */
  born(child: number, parent: number, thread: boolean, name: string | undefined, registers: Registers): void {
    const flags = name === 'clone' ? registers[0]! : name === 'clone3' ? this.#flagsAt(parent, registers[0]!) : 0n;
    const shares = name === undefined ? thread : (flags & CLONE_FILES) !== 0n;
    this.#tables.set(child, shares ? this.#of(parent) : new Map());
  }

  /** exec gives a task a table for itself. */
  forget(task: number): void {
    this.#tables.delete(task);
  }

  /** At the start of a call: whether it concerns files only. */
  only(task: number, name: string, registers: Registers): boolean {
    const about = own(ABOUT, name) ?? null;
    if (!about) return false;
    const only = about.every((i) => this.#isFile(task, numberIn(registers[i])));
    if (name === 'close') this.#of(task).delete(numberIn(registers[0]));
    return only;
  }

  /** At the end of a call that is followed. */
  done(task: number, name: string, registers: Registers, value: number): void {
    const unshares = (name === 'unshare' && (registers[0]! & CLONE_FILES) !== 0n)
      || (name === 'close_range' && (registers[2]! & CLOSE_RANGE_UNSHARE) !== 0n);
    if (unshares) this.#tables.set(task, new Map());
    else if (CHANGE_MANY.has(name)) this.#of(task).clear();
    else if (RETURN_SOCKET.has(name)) this.#of(task).set(value, false);
    else if (RETURN_ONE.has(name)) this.#of(task).delete(value);
    else if (name === 'close') this.#of(task).delete(numberIn(registers[0]));
  }

  #of(task: number): Map<number, boolean> {
    const known = this.#tables.get(task) ?? new Map<number, boolean>();
    this.#tables.set(task, known);
    return known;
  }

  #isFile(task: number, descriptor: number): boolean {
    const table = this.#of(task);
    const known = table.get(descriptor) ?? this.#kernel.isFile(task, descriptor);
    if (known === null) return false;
    table.set(descriptor, known);
    return known;
  }

  #flagsAt(task: number, address: bigint): bigint {
    return viewAt(this.#kernel.memory(task), address, 8)?.getBigUint64(0, true) ?? 0n;
  }
}
