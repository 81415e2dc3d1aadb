/** The pending calls of a session, and those that returned after having been pending. */
import { splitParticipant, type StepNumber } from '../../../shared/domain/ids.ts';
import type { CallSpec } from '../../../shared/calls/types.ts';
import type { Performed } from '../../../shared/provider/provider.ts';
import type { Step } from '../../../shared/trace/step.ts';

export interface PendingCall {
  key: number;
  participant: string;
  call: CallSpec;
  as: readonly string[];
  /** The step that left it pending. */
  step: StepNumber;
  returned: Promise<Performed>;
}

export class PendingCalls {
  readonly #calls = new Map<number, PendingCall>();
  readonly #returns = new Map<number, (performed: Performed) => void>();
  readonly #keys = new Map<string, number>();
  readonly #completions = new Map<number, Step>();
  #nextKey = 1;
  /** Milliseconds after which a call that should block counts as pending; undefined for the default. */
  readonly grace: number | undefined;

  constructor(grace?: number) {
    this.grace = grace;
  }

  /** A key for a call about to be made, and a promise of its return in case it becomes pending. */
  expect(): { key: number; returned: Promise<Performed> } {
    const key = this.#nextKey++;
    return { key, returned: new Promise((resolve) => this.#returns.set(key, resolve)) };
  }

  /** The provider reports that a call returned. */
  returned(key: number, performed: Performed): void {
    this.#returns.get(key)?.(performed);
  }

  /** The call returned immediately; there is nothing to wait for. */
  drop(key: number): void {
    this.#returns.delete(key);
  }

  add(call: PendingCall): void {
    this.#calls.set(call.key, call);
    for (const name of call.as) this.#keys.set(name, call.key);
  }

  completed(call: PendingCall, step: Step): void {
    this.#calls.delete(call.key);
    this.#returns.delete(call.key);
    this.#completions.set(call.key, step);
  }

  ofStep(step: StepNumber): PendingCall | undefined {
    return [...this.#calls.values()].find((call) => call.step === step);
  }

  /** What a name refers to: a call that is still pending, or the step in which it returned. */
  awaited(name: string): PendingCall | Step | undefined {
    const key = this.#keys.get(name);
    return key === undefined ? undefined : this.#calls.get(key) ?? this.#completions.get(key);
  }

  /** The process has ended, and its calls with it. */
  forget(process: string): void {
    for (const [key, call] of this.#calls) {
      if (splitParticipant(call.participant).process !== process) continue;
      this.#calls.delete(key);
      this.#returns.delete(key);
    }
  }
}
