/** All hazards of a trace, while it grows. */
import type { Rules } from '../domain/entities.ts';
import type { WorldView } from '../domain/world.ts';
import type { Hazard } from '../trace/hazard.ts';
import type { TraceLog } from '../trace/log.ts';
import { Naming } from '../trace/naming.ts';
import type { Step } from '../trace/step.ts';
import { blobUsedTwice } from './blob-used-twice.ts';
import { blockingModeFlipped } from './blocking-mode-flipped.ts';
import { bothEndsHeld } from './both-ends-held.ts';
import { carrierLeftOpen } from './carrier-left-open.ts';
import { closedUnderLayeredTransfer } from './closed-under-layered-transfer.ts';
import { controlBuffer } from './control-buffer.ts';
import { cycleOverlooked } from './cycle-overlooked.ts';
import { endedByCoHolder } from './ended-by-co-holder.ts';
import { flagSetLate } from './flag-set-late.ts';
import { foreignCompletionPort } from './foreign-completion-port.ts';
import { importedInheritable } from './imported-inheritable.ts';
import { listenerLetGo } from './listener-let-go.ts';
import { noLiveAcceptor } from './no-live-acceptor.ts';
import { nonblockingShared } from './nonblocking-shared.ts';
import { HazardHistory, callEventOf } from './history.ts';
import { portWithoutCreator } from './port-without-creator.ts';
import { receivedWithoutCloexec } from './received-without-cloexec.ts';
import { registrationTakenOver } from './registration-taken-over.ts';
import { setUpAgain } from './set-up-again.ts';
import { staleEpollItem } from './stale-epoll-item.ts';
import { staleNumber } from './stale-number.ts';
import { transferNeverImported } from './transfer-never-imported.ts';
import { twoListenersOneAddress } from './two-listeners-one-address.ts';
import { twoReaders } from './two-readers.ts';
import type { BareStep, Detector, DetectionContext } from './types.ts';

export const DETECTORS: readonly Detector[] = [
  transferNeverImported, closedUnderLayeredTransfer, blobUsedTwice, twoReaders, registrationTakenOver, blockingModeFlipped,
  importedInheritable, flagSetLate, endedByCoHolder, foreignCompletionPort, noLiveAcceptor, portWithoutCreator,
  staleEpollItem, receivedWithoutCloexec, controlBuffer, nonblockingShared,
  bothEndsHeld, setUpAgain, twoListenersOneAddress, carrierLeftOpen, listenerLetGo, staleNumber, cycleOverlooked,
];

const BY_ID: ReadonlyMap<string, Detector> = new Map(DETECTORS.map((detector) => [detector.id, detector]));

const keyOf = (hazard: Pick<Hazard, 'id' | 'subjects'>): string => `${hazard.id} ${hazard.subjects.join(' ')}`;

/** Processes every step of one trace once, in order. It reads no clock and no system state. */
export class HazardWatch {
  readonly #rules: Rules;
  readonly #detectors: readonly Detector[];
  /** Position of the scenario's last step. */
  #lastPlan: number;
  readonly #recorded: boolean;
  readonly #past = new HazardHistory();
  readonly #open = new Map<string, Hazard>();

  /** `planned`: how many steps the scenario has. `recorded`: the steps are of real programs, with all their threads. */
  constructor(rules: Rules, planned: number, recorded = false) {
    this.#rules = rules;
    this.#detectors = DETECTORS.filter((detector) => detector.rules[rules].length > 0);
    this.#recorded = recorded;
    this.#lastPlan = planned - 1;
  }

  /** Sets the new number of steps of the scenario. */
  replan(planned: number): void {
    this.#lastPlan = planned - 1;
  }

  /** Returns the hazards that this step caused or ended, given the worlds before and after. */
  see(step: BareStep, before: WorldView, after: WorldView): Hazard[] {
    const moment = this.#moment(step, before, after, this.#past);
    const ended = this.#ended(moment);
    const found = this.#found(moment);
    for (const hazard of found) this.#open.set(keyOf(hazard), hazard);
    return [...ended, ...found];
  }

  /** Returns the hazards that a step would cause. It can then still be another one. */
  foresee(step: BareStep, before: WorldView, after: WorldView): Hazard[] {
    return this.#found(this.#moment(step, before, after, this.#past.copy()));
  }

  #moment(step: BareStep, before: WorldView, after: WorldView, past: HazardHistory): DetectionContext {
    const deed = callEventOf(step, before, this.#rules);
    past.add(step, before, deed);
    return { rules: this.#rules, step, before, after, deed, past, last: step.plan === this.#lastPlan, recorded: this.#recorded,
      names: new Naming(after, this.#rules) };
  }

  #ended(moment: DetectionContext): Hazard[] {
    const ended: Hazard[] = [];
    for (const [key, hazard] of this.#open) {
      if (BY_ID.get(hazard.id)!.stillHolds(hazard, moment)) continue;
      this.#open.delete(key);
      ended.push({ ...hazard, state: 'ended' });
    }
    return ended;
  }

  #found(moment: DetectionContext): Hazard[] {
    const found: Hazard[] = [];
    for (const { id, title, rules, detect } of this.#detectors) {
      for (const finding of detect(moment)) {
        const hazard: Hazard = { id, title, rules: rules[this.#rules], ...finding, since: moment.step.n, state: 'found' };
        if (!this.#open.has(keyOf(hazard)) && !found.some((other) => keyOf(other) === keyOf(hazard))) found.push(hazard);
      }
    }
    return found;
  }
}

/** Returns the hazards that exist after step `n`, oldest first, from the records of the steps. */
export function hazardsAt(log: TraceLog, n: number): Hazard[] {
  const open = new Map<string, Hazard>();
  for (const step of log.steps().slice(0, n)) apply(open, step);
  return [...open.values()];
}

function apply(open: Map<string, Hazard>, step: Step): void {
  for (const hazard of step.hazards) {
    if (hazard.state === 'found') open.set(keyOf(hazard), hazard);
    else open.delete(keyOf(hazard));
  }
}
