/** Calls that have begun and not ended, one per task. */
import type { StepNumber } from '../domain/ids.ts';
import type { RawCall, RawEvent } from './raw.ts';

export interface OpenCall {
  task: number;
  raw: RawCall;
  /** The call that the system started again, for one that continues it. */
  as: RawCall;
  /** The step that shows it waiting. */
  waiting: StepNumber | null;
  /** Its step was put before its end was seen. */
  done: boolean;
}

export class OpenCalls {
  readonly #open = new Map<number, OpenCall>();
  /** Calls before which their task is held. */
  readonly held = new Set<RawCall>();
  readonly #restarting = new Map<number, OpenCall>();
  /** Per interrupted call that was read: the call that continues it. */
  readonly #next = new WeakMap<RawCall, RawCall>();
  /** Per task: the interrupted call that was read last. */
  readonly #interrupted = new Map<number, RawCall>();

  /** Notes which call continues an interrupted one, before its place in the trace is known. */
  foresee(event: RawEvent): void {
    if (event.kind === 'exit' && event.call.result?.kind === 'restarts') this.#interrupted.set(event.call.task, event.call);
    if (event.kind === 'ended') this.#interrupted.delete(event.task);
    if (event.kind !== 'enter') return;
    const before = this.#interrupted.get(event.call.task);
    this.#interrupted.delete(event.call.task);
    if (before && continues(before, event.call)) this.#next.set(before, event.call);
  }

  /** The call in the form in which it returns, also if it was interrupted before; null if its end is not known. */
  final(open: OpenCall): RawCall | null {
    let [{ as }, last] = [open, open.raw];
    for (let next = this.#next.get(last); last.result?.kind === 'restarts' && next; next = this.#next.get(last))
      [as, last] = [next.name === 'restart_syscall' ? continuation(as, next) : next, next];
    return last.result === null || last.result.kind === 'restarts' ? null : as;
  }

  enter(task: number, raw: RawCall): void {
    const before = this.#restarting.get(task);
    this.#restarting.delete(task);
    const same = before !== undefined && continues(before.raw, raw);
    const as = same && raw.name === 'restart_syscall' ? continuation(before.as, raw) : raw;
    this.#open.set(task, { task, raw, as, waiting: same ? before.waiting : null, done: same && before.done });
  }

  of(task: number): OpenCall | undefined {
    return this.#open.get(task);
  }

  all(): OpenCall[] {
    return [...this.#open.values()];
  }

  /** Those that were interrupted and start again: they can have had their effect already, as connect. */
  restarting(): OpenCall[] {
    return [...this.#restarting.values()];
  }

  /** Whether another call has begun and not returned. */
  overlapping(raw: RawCall): boolean {
    return this.#restarting.size > 0 || this.all().some((open) => open.raw !== raw && open.raw.result === null && !this.held.has(open.raw));
  }

  leave(task: number): void {
    this.#open.delete(task);
  }

  /** The call was interrupted, and the next one of its task continues it. */
  restart(task: number): void {
    const open = this.#open.get(task);
    this.#open.delete(task);
    if (open) this.#restarting.set(task, open);
  }

  /** The task has ended. */
  drop(task: number): void {
    this.#open.delete(task);
    this.#restarting.delete(task);
  }

  rename(from: number, to: number): void {
    const open = this.#open.get(from);
    this.#open.delete(from);
    if (open) this.#open.set(to, { ...open, task: to });
  }
}

const continues = (before: RawCall, { name }: RawCall): boolean => name === before.name || name === 'restart_syscall';

/** restart_syscall has the arguments of the call that it continues, and its own result. */
function continuation(before: RawCall, raw: RawCall): RawCall {
  return { task: raw.task, name: before.name, args: before.args, entered: before.entered,
    get result() { return raw.result; }, set result(value) { raw.result = value; },
    get left() { return raw.left; }, set left(value) { raw.left = value; } };
}
