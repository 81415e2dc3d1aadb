/** Calls that have begun and not ended, one per task. */
import type { StepNumber } from '../domain/ids.ts';
import type { RawCall } from './raw.ts';

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

  enter(task: number, raw: RawCall): void {
    const before = this.#restarting.get(task);
    this.#restarting.delete(task);
    const continues = before !== undefined && (raw.name === before.raw.name || raw.name === 'restart_syscall');
    const as = continues && raw.name === 'restart_syscall' ? continuation(before.as, raw) : raw;
    this.#open.set(task, { task, raw, as, waiting: continues ? before.waiting : null, done: false });
  }

  of(task: number): OpenCall | undefined {
    return this.#open.get(task);
  }

  all(): OpenCall[] {
    return [...this.#open.values()];
  }

  /** Whether another call has begun and not returned. */
  overlapping(raw: RawCall): boolean {
    return this.all().some((open) => open.raw !== raw && open.raw.result === null && !this.held.has(open.raw));
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

/** restart_syscall has the arguments of the call that it continues, and its own result. */
function continuation(before: RawCall, raw: RawCall): RawCall {
  return { task: raw.task, name: before.name, args: before.args, entered: before.entered,
    get result() { return raw.result; }, set result(value) { raw.result = value; },
    get left() { return raw.left; }, set left(value) { raw.left = value; } };
}
