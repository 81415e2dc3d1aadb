/** The descriptors that the names of a scenario stand for. A number that is given out again does not move a name. */
import type { DescriptorEntity } from '../domain/entities.ts';
import { type DescriptorId, type ProcessId, processId, splitParticipant } from '../domain/ids.ts';
import { type WorldView, descriptorOf } from '../domain/world.ts';
import type { Action } from '../trace/step.ts';
import type { BareStep } from './types.ts';

export type CallAction = Extract<Action, { kind: 'call' }>;

export interface ReusedNumber {
  /** Without "$". */
  name: string;
  /** The descriptor that has the number now. */
  descriptor: DescriptorEntity;
}

export class DescriptorNames {
  readonly #named = new Map<string, { id: DescriptorId; process: ProcessId; number: number | null }>();

  copy(): DescriptorNames {
    const copy = new DescriptorNames();
    for (const [name, meant] of this.#named) copy.#named.set(name, meant);
    return copy;
  }

  /** `replaces`: the call puts a copy under a number that the process has already, and names go with the number. */
  add(step: BareStep, action: CallAction, replaces: boolean): void {
    const { outcome } = step;
    if (outcome.kind !== 'ok') return;
    const process = processId(splitParticipant(action.participant).process);
    const added = Object.values(step.diff.added).filter((e): e is DescriptorEntity => e.kind === 'descriptor' && e.process === process);
    const numbers = outcome.results.descriptors ?? (outcome.results.descriptor === undefined ? [] : [outcome.results.descriptor]);
    for (const [i, name] of action.as.entries()) {
      const made = added.find((d) => d.number === numbers[i]);
      if (made) this.#named.set(name, { id: made.id, process, number: made.number });
    }
    if (!replaces) return;
    for (const [name, { number, process: of }] of this.#named) {
      const made = of === process ? added.find((d) => d.number === number) : undefined;
      if (made) this.#named.set(name, { id: made.id, process, number });
    }
  }

  /** For a call between these worlds. */
  reused(action: CallAction, before: WorldView, after: WorldView): ReusedNumber[] {
    const process = processId(splitParticipant(action.participant).process);
    return Object.entries(action.args).flatMap(([arg, written]) => {
      const name = typeof written === 'string' && written.startsWith('$') ? written.slice(1) : null;
      const meant = name === null ? undefined : this.#named.get(name);
      const number = action.resolved[arg];
      if (!meant || meant.process !== process || typeof number !== 'number' || before.get(meant.id) || after.get(meant.id)) return [];
      const descriptor = descriptorOf(before, process, number);
      return descriptor && descriptor.number === meant.number && descriptor.id !== meant.id ? [{ name: name!, descriptor }] : [];
    });
  }
}
