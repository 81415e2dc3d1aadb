/** The call that each task is in, from its entry stop to its exit stop. */
import type { Intervention, RawResult, RawValue } from '../raw.ts';
import type { Release } from '../source.ts';
import { WITH_WRITTEN, readArguments, readShown } from './arguments.ts';
import { type Cut, controlLengthAt, cutControl, restoreControl, withControlLength } from './control-buffer.ts';
import { Files } from './files.ts';
import type { CallStop, Kernel } from './kernel.ts';
import { payloadOf } from './payload.ts';
import type { WireEvent } from './wire.ts';

export interface OpenCall {
  id: number;
  name: string;
  registers: readonly bigint[];
  /** Its end was already written: a fork ends with the event of its child. */
  written: boolean;
  /** Arguments of exec as they were at its start: afterwards the memory is that of the new program. */
  path: RawValue[] | null;
  intervened?: Intervention;
  cut?: Cut;
  /** Of a recvmsg: the length of the control buffer with which it is made. The kernel overwrites it. */
  room: bigint | null;
}

/** ERESTARTSYS, ERESTARTNOINTR, ERESTARTNOHAND and ERESTART_RESTARTBLOCK: the program sees none of them. */
const [RESTARTS, RESTARTS_BLOCK] = [new Set([-512, -513, -514]), -516];
const MOST_ERRNO = 4095;
export const KEEP_ABOUT: Readonly<Record<'results' | 'first' | 'addresses', ReadonlySet<string>>> = {
  /** Calls whose result is a new socket. */
  results: new Set(['socket', 'accept', 'accept4']),
  /** Calls that show which socket theirs is: the ends of a unix connection are joined by it. */
  first: new Set(['connect', 'sendmsg', 'recvmsg']),
  /** Calls after which a socket can have a port that the system chose. */
  addresses: new Set(['bind', 'listen']),
};
const NEVER_RETURN: ReadonlySet<string> = new Set(['exit', 'exit_group']);

/** What the arguments and results of calls are read with. */
type CallReader = Pick<Kernel, 'memory' | 'about' | 'aboutAddress' | 'now'>;

/** What held calls are changed with. */
export type CallChanger = Pick<Kernel, 'refuse' | 'write' | 'memory'>;

/** What a source has that stops tasks at their calls. */
type CallStopper = CallChanger & Pick<Kernel, 'isFile'>;

export class CallsIn {
  readonly #kernel: CallReader;
  readonly #changer: CallChanger | null;
  readonly #names: ReadonlyMap<number, string>;
  readonly #data: number;
  readonly #emit: (event: WireEvent) => void;
  readonly #open = new Map<number, OpenCall>();
  /** Calls on files go on at their start; null if no task stops. */
  readonly #files: Files | null;
  /** Name of the call that the next restart_syscall of a task continues. */
  readonly #continued = new Map<number, string>();
  #last = 0;

  /** `names`: the calls to follow, by number. `data`: bytes to keep of each. `stopper`: null for a source that reads calls afterwards. */
  constructor(
    kernel: CallReader, names: ReadonlyMap<number, string>, emit: (event: WireEvent) => void, data: number,
    stopper: CallStopper | null = null,
  ) {
    this.#data = data;
    this.#kernel = kernel;
    this.#changer = stopper;
    this.#names = names;
    this.#emit = emit;
    this.#files = stopper && new Files(stopper);
  }

  entry(task: number, { number, registers }: CallStop, silent: boolean): void {
    this.#open.delete(task);
    let name = this.#names.get(number);
    if (name === 'restart_syscall') name = this.#continued.get(task) ?? name;
    this.#continued.delete(task);
    if (name === undefined || this.#files?.only(task, name, registers)) return;
    const room = name === 'recvmsg' ? controlLengthAt(this.#kernel.memory(task), registers[1] ?? 0n) : null;
    const open: OpenCall = { id: this.#last += 1, name, registers, written: silent, path: null, room };
    this.#open.set(task, open);
    if (name.startsWith('execve')) open.path = this.#args(task, open, null);
    if (!silent) this.write(task, open);
    if (NEVER_RETURN.has(name)) this.#finish(task, open, { kind: 'none' }, null);
  }

  /** Writes the start of a call, and what its arguments point to. */
  write(task: number, open: OpenCall): void {
    open.written = false;
    const { id, name } = open;
    this.#emit({ kind: 'enter', id, task, name, args: this.#args(task, open, null), at: this.#kernel.now() });
  }

  exit(task: number, { result }: CallStop): void {
    const open = this.#open.get(task);
    this.#open.delete(task);
    if (!open) return;
    // The kernel sets the length of the control buffer if it succeeds. A call that starts again is not shortened again.
    if (result < 0) this.restore(task, open);
    if (result === RESTARTS_BLOCK) this.#continued.set(task, open.name);
    if (result === RESTARTS_BLOCK || RESTARTS.has(result)) this.#finish(task, open, { kind: 'restarts' }, null);
    else if (result < 0 && result >= -MOST_ERRNO) this.#finish(task, open, { kind: 'error', name: String(-result) }, null);
    else this.#finish(task, open, this.#valueOf(task, open, result), result);
    if (result >= 0) this.#files?.done(task, open.name, open.registers, result);
  }

  /** A task from before the recording. */
  found(task: number, process: number): void {
    this.#files?.found(task, process);
  }

  /** What the first argument of a call refers to; null if it is no socket. */
  aboutFirst(task: number, open: OpenCall): string | null {
    return this.#kernel.about(task, Number(BigInt.asIntN(32, open.registers[0] ?? -1n)));
  }

  /** At the entry of a call: it is refused, or made with a shorter control buffer. */
  intervene(task: number, open: OpenCall, how: Release): void {
    if (!this.#changer) return;
    if (how.kind === 'refuse') {
      this.#changer.refuse(task, how.errno);
      open.intervened = { kind: 'refused' };
    }
    if (how.kind !== 'cut' || open.name !== 'recvmsg') return;
    const cut = cutControl(this.#changer, task, open.registers[1] ?? 0n, how.descriptors);
    if (cut) Object.assign(open, { cut, room: cut.length, intervened: { kind: 'cut', descriptors: how.descriptors } });
  }

  /** Undoes a change of the program's memory. */
  restore(task: number, open = this.#open.get(task)): void {
    if (open?.cut && this.#changer) restoreControl(this.#changer, task, open.cut);
  }

  /** A fork has made its child, which can run before the fork returns. `thread`: of the same process; only calls on files depend on it. */
  forked(task: number, child: number, thread = false): void {
    const open = this.#open.get(task);
    this.#files?.born(child, task, thread, open?.name, open?.registers ?? []);
    if (open) this.#finish(task, open, { kind: 'value', value: child }, child);
  }

  of(task: number): OpenCall | undefined {
    return this.#open.get(task);
  }

  drop(task: number): void {
    this.#open.delete(task);
    this.#continued.delete(task);
    this.#files?.forget(task);
  }

  /** The task has another program, and a table for itself. */
  executed(task: number): void {
    this.#files?.forget(task);
  }

  /** exec in the thread `from` continues as `to`. */
  rename(from: number, to: number): void {
    const open = this.#open.get(from);
    this.drop(from);
    this.drop(to);
    if (open) this.#open.set(to, open);
  }

  #valueOf(task: number, { name, registers }: OpenCall, value: number): RawResult {
    const shown = readShown(name, { registers, memory: this.#kernel.memory(task), value });
    const about = KEEP_ABOUT.results.has(name) ? this.#kernel.about(task, value) : null;
    return { kind: 'value', value, ...(shown ? { shown } : {}), ...(about === null ? {} : { about }) };
  }

  #finish(task: number, open: OpenCall, result: RawResult, value: number | null): void {
    if (open.written) return;
    open.written = true;
    const { id, name, registers, intervened } = open;
    const payload = this.#data === 0 || value === null ? null
      : payloadOf(name, registers, this.#kernel.memory(task), value, this.#data);
    const more = value !== null && (WITH_WRITTEN.has(name) || KEEP_ABOUT.first.has(name) || KEEP_ABOUT.addresses.has(name));
    this.#emit({ kind: 'exit', id, ...(more ? { args: this.#args(task, open, value) } : {}), result, at: this.#kernel.now(),
      ...(payload === null ? {} : { payload }), ...(intervened ? { intervened } : {}) });
  }

  #args(task: number, { name, registers, path, room }: OpenCall, value: number | null): RawValue[] {
    const read = path ?? readArguments(name, { registers, memory: this.#kernel.memory(task), value });
    const args = room === null ? read : withControlLength(read, room);
    const [first, ...others] = args;
    if (value === null || first?.kind !== 'number') return args;
    const about = KEEP_ABOUT.first.has(name) ? this.#kernel.about(task, first.value)
      : KEEP_ABOUT.addresses.has(name) ? this.#kernel.aboutAddress(task, first.value) : null;
    return about === null ? args : [{ ...first, about }, ...others];
  }
}
