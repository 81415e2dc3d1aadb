/** The call that each task is in, from its entry stop to its exit stop. */
import type { Release } from '../source.ts';
import { type CallReader, RESTARTS_BLOCK, type ReadCall, argsOf, endOf, startOf } from './call-events.ts';
import { type Cut, controlLengthAt, cutControl, restoreControl } from './control-buffer.ts';
import { Files } from './files.ts';
import type { CallStop, Kernel } from './kernel.ts';
import type { RawWriter } from './raw-calls.ts';
import type { WireEvent } from './wire.ts';

export interface OpenCall extends ReadCall {
  /** Its end was already written: a fork ends with the event of its child. */
  written: boolean;
  cut?: Cut;
}

const NEVER_RETURN: ReadonlySet<string> = new Set(['exit', 'exit_group']);

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
  readonly #raw: RawWriter | null;
  #last = 0;

  /**
   * `names`: the calls to follow, by number. `data`: bytes to keep of each. `stopper`: null for a source that reads calls
   * afterwards. `raw`: takes calls in place of `emit`.
   */
  constructor(
    kernel: CallReader, names: ReadonlyMap<number, string>, emit: (event: WireEvent) => void, data: number,
    stopper: CallStopper | null = null, raw: RawWriter | null = null,
  ) {
    this.#raw = raw;
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
    if (name.startsWith('execve')) open.path = argsOf(this.#kernel, task, open, null);
    if (!silent) this.write(task, open);
    if (NEVER_RETURN.has(name)) this.#finish(task, open, null);
  }

  /** Writes the start of a call, and what its arguments point to. */
  write(task: number, open: OpenCall): void {
    open.written = false;
    const raw = this.#rawFor(open);
    if (raw) raw.start(task, open);
    else this.#emit(startOf(this.#kernel, task, open));
  }

  exit(task: number, { result }: CallStop): void {
    const open = this.#open.get(task);
    this.#open.delete(task);
    if (!open) return;
    // The kernel sets the length of the control buffer if it succeeds. A call that starts again is not shortened again.
    if (result < 0) this.restore(task, open);
    if (result === RESTARTS_BLOCK) this.#continued.set(task, open.name);
    this.#finish(task, open, result);
    if (result >= 0) this.#files?.done(task, open.name, open.registers, result);
  }

  /** A task from before the recording. */
  found(task: number, process: number): void {
    this.#files?.found(task, process);
  }

  /** What the first argument of a call refers to; null if it is no socket. */
  aboutFirst(task: number, open: OpenCall): string | null {
    return this.#kernel.about(task, Number(BigInt.asIntN(32, open.registers[0] ?? -1n)), false);
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
    if (open) this.#finish(task, open, child);
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

  /** `returned`: as of `endOf`. */
  #finish(task: number, open: OpenCall, returned: number | null): void {
    if (open.written) return;
    open.written = true;
    const raw = this.#rawFor(open);
    if (raw) raw.end(task, open, returned);
    else this.#emit(endOf(this.#kernel, task, open, returned, this.#data));
  }

  /** null for a call of which something was read before its start. */
  #rawFor({ path, room }: OpenCall): RawWriter | null {
    return path === null && room === null ? this.#raw : null;
  }
}
