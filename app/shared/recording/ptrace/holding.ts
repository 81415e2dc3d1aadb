/** Tasks that wait before a call until they are released. */
import { type HoldFilter, NEVER_HELD } from '../source.ts';
import type { OpenCall } from './calls-in.ts';

export class Holding {
  #filters: readonly HoldFilter[] = [];
  /** Task and call, by the number of the call. */
  readonly #held = new Map<number, { task: number; open: OpenCall }>();

  set(filters: readonly HoldFilter[]): void {
    this.#filters = filters;
  }

  /** Whether a task stops before this call. */
  wants(task: number, process: number, { name }: OpenCall): boolean {
    return !NEVER_HELD.has(name) && this.#filters.some((filter) => (filter.calls === null || filter.calls.includes(name))
      && (filter.task === null || filter.task === task) && (filter.process === null || filter.process === process));
  }

  hold(task: number, open: OpenCall): void {
    this.#held.set(open.id, { task, open });
  }

  /** Whether the task waits before a call. */
  has(task: number): boolean {
    return this.#held.size > 0 && [...this.#held.values()].some((held) => held.task === task);
  }

  /** The task of a held call, which is held no more; null if it has ended. */
  take(id: number): { task: number; open: OpenCall } | null {
    const held = this.#held.get(id) ?? null;
    this.#held.delete(id);
    return held;
  }

  /** The task has ended, or left. */
  drop(task: number): void {
    if (this.#held.size > 0) for (const [id, held] of this.#held) if (held.task === task) this.#held.delete(id);
  }
}
