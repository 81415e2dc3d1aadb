/** Episodes of a recording: runs of calls that move bytes on sockets of one process, or wait, and change nothing else. */
import { specOf } from '../calls/catalogue.ts';
import type { Verb } from '../calls/traits.ts';
import type { WorldDiff } from '../domain/diff.ts';
import type { DescriptorEntity, Rules } from '../domain/entities.ts';
import { type StepNumber, splitParticipant } from '../domain/ids.ts';
import type { Step, TraceHeader } from '../trace/step.ts';

export interface Episode {
  from: StepNumber;
  to: StepNumber;
  /** The acting processes by name, in order, with their calls. */
  calls: ReadonlyMap<string, number>;
  /** Steps of its calls that have not returned. */
  waiting: ReadonlySet<StepNumber>;
}

/** A shorter run is easier to read unfolded. */
const SHORTEST = 3;
const MOVES: ReadonlySet<Verb> = new Set(['send', 'receive']);
const ASKS: ReadonlySet<Verb> = new Set(['poll', 'wait', 'get option', 'local address', 'remote address']);

export class Episodes {
  readonly list: Episode[] = [];
  readonly #rules: Rules;
  /** Open descriptors by object, with the process of each. */
  readonly #holders = new Map<string, Map<string, string>>();
  /** Objects by process and number. */
  readonly #numbers = new Map<string, string>();
  #run: { from: StepNumber; calls: Map<string, number>; waiting: Set<StepNumber> } | null = null;
  /** Ordinary calls that have not returned, with the run of each. */
  readonly #waiting = new Map<StepNumber, Set<StepNumber>>();

  constructor(header: Pick<TraceHeader, 'rules' | 'start'>) {
    this.#rules = header.rules;
    this.#follow(header.start);
  }

  /** Adds the next step. An episode appears with its third step, and grows. */
  extend(step: Step): void {
    const actor = this.#ordinaryActor(step);
    if (actor === null) {
      this.#run = null;
    } else {
      this.#run ??= { from: step.n, calls: new Map(), waiting: new Set() };
      const { from, calls, waiting } = this.#run;
      if (step.action.kind === 'call') calls.set(actor, (calls.get(actor) ?? 0) + 1);
      if (step.outcome.kind === 'pending') {
        waiting.add(step.n);
        this.#waiting.set(step.n, waiting);
      }
      const length = step.n - from + 1;
      if (length > SHORTEST) this.list.pop();
      if (length >= SHORTEST) this.list.push({ from, to: step.n, calls, waiting });
    }
    if (step.action.kind === 'completion') this.#waiting.get(step.action.of)?.delete(step.action.of);
    this.#follow(step.diff);
  }

  /** The process that made an ordinary call; null for a step that belongs to the story. */
  #ordinaryActor({ action, outcome, diff, hazards, divergences }: Step): string | null {
    if (action.kind !== 'call' && action.kind !== 'completion') return null;
    if ((outcome.kind !== 'ok' && outcome.kind !== 'pending') || hazards.length > 0 || divergences.length > 0) return null;
    if (Object.values(diff.added).some(isStory) || Object.values(diff.removed).some(isStory)) return null;
    if (Object.values(diff.updated).some(([, after]) => after.kind !== 'socket' && isStory(after))) return null;
    const { process } = splitParticipant(action.participant);
    if (action.kind === 'completion') return this.#waiting.has(action.of) ? process : null;
    const spec = specOf(this.#rules, action.call);
    if (!spec || (!MOVES.has(spec.verb) && !ASKS.has(spec.verb)) || spec.transfers !== undefined) return null;
    if (ASKS.has(spec.verb)) return process;
    const argument = spec.args.find(({ type }) => type.kind === 'descriptor')?.name ?? '';
    const object = this.#numbers.get(`${process} ${String(action.resolved[argument])}`);
    return object !== undefined && new Set(this.#holders.get(object)?.values()).size === 1 ? process : null;
  }

  #follow(diff: WorldDiff): void {
    for (const e of Object.values(diff.removed)) if (e.kind === 'descriptor') this.#closed(e);
    for (const [before, after] of Object.values(diff.updated)) {
      if (before.kind === 'descriptor') this.#closed(before);
      if (after.kind === 'descriptor') this.#opened(after);
    }
    for (const e of Object.values(diff.added)) if (e.kind === 'descriptor') this.#opened(e);
  }

  #opened(e: DescriptorEntity): void {
    const holders = this.#holders.get(e.object) ?? new Map<string, string>();
    this.#holders.set(e.object, holders);
    holders.set(e.id, e.process);
    this.#numbers.set(slotOf(e), e.object);
  }

  #closed(e: DescriptorEntity): void {
    this.#holders.get(e.object)?.delete(e.id);
    if (this.#numbers.get(slotOf(e)) === e.object) this.#numbers.delete(slotOf(e));
  }
}

/** A waiting call comes and goes with ordinary I/O. */
const isStory = ({ kind }: { kind: string }): boolean => kind !== 'pending';

const slotOf = ({ process, number }: DescriptorEntity): string => `${process.slice('process:'.length)} ${number}`;
