/** Episodes of a recording: runs of calls that move bytes on sockets of one process, or wait, and change nothing else. */
import { specOf } from '../calls/catalogue.ts';
import type { Verb } from '../calls/traits.ts';
import type { WorldDiff } from '../domain/diff.ts';
import type { DescriptorEntity, Entity, Rules } from '../domain/entities.ts';
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

/** What is asked of a call by its name. */
interface Kind {
  /** Whether it moves bytes, or asks for something; null for any other call. */
  ordinary: 'moves' | 'asks' | null;
  /** The name of its descriptor argument. */
  argument: string;
}

export class Episodes {
  readonly list: Episode[] = [];
  readonly #rules: Rules;
  readonly #kinds = new Map<string, Kind>();
  /** Open descriptors by object, with the process of each. */
  readonly #holders = new Map<string, Map<string, string>>();
  /** Objects by process and number. */
  readonly #numbers = new Map<string, Map<unknown, string>>();
  /** The present run of ordinary calls; it is in the list once it is long enough. */
  #run: { from: StepNumber; to: StepNumber; calls: Map<string, number>; waiting: Set<StepNumber> } | null = null;
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
      const run = (this.#run ??= { from: step.n, to: step.n, calls: new Map(), waiting: new Set() });
      run.to = step.n;
      if (step.action.kind === 'call') run.calls.set(actor, (run.calls.get(actor) ?? 0) + 1);
      if (step.outcome.kind === 'pending') {
        run.waiting.add(step.n);
        this.#waiting.set(step.n, run.waiting);
      }
      if (run.to - run.from + 1 === SHORTEST) this.list.push(run);
    }
    if (step.action.kind === 'completion') this.#waiting.get(step.action.of)?.delete(step.action.of);
    this.#follow(step.diff);
  }

  /** The process that made an ordinary call; null for a step that belongs to the story. */
  #ordinaryActor({ action, outcome, diff, hazards, divergences }: Step): string | null {
    if (action.kind !== 'call' && action.kind !== 'completion') return null;
    if ((outcome.kind !== 'ok' && outcome.kind !== 'pending') || hazards.length > 0 || divergences.length > 0) return null;
    for (const id in diff.added) if (isStory(diff.added[id]!)) return null;
    for (const id in diff.removed) if (isStory(diff.removed[id]!)) return null;
    for (const id in diff.updated) {
      const after = diff.updated[id]![1];
      if (after.kind !== 'socket' && isStory(after)) return null;
    }
    const { process } = splitParticipant(action.participant);
    if (action.kind === 'completion') return this.#waiting.has(action.of) ? process : null;
    const { ordinary, argument } = this.#kindOf(action.call);
    if (ordinary === null) return null;
    if (ordinary === 'asks') return process;
    const object = this.#numbers.get(process)?.get((action.resolved as Readonly<Record<string, unknown>>)[argument]);
    return object !== undefined && this.#hasOneHolder(object) ? process : null;
  }

  #kindOf(call: string): Kind {
    const known = this.#kinds.get(call);
    if (known) return known;
    const spec = specOf(this.#rules, call);
    const kind: Kind = {
      ordinary: !spec || spec.transfers !== undefined ? null : MOVES.has(spec.verb) ? 'moves' : ASKS.has(spec.verb) ? 'asks' : null,
      argument: spec?.args.find(({ type }) => type.kind === 'descriptor')?.name ?? '',
    };
    this.#kinds.set(call, kind);
    return kind;
  }

  #hasOneHolder(object: string): boolean {
    let first: string | undefined;
    for (const process of this.#holders.get(object)?.values() ?? []) {
      first ??= process;
      if (process !== first) return false;
    }
    return first !== undefined;
  }

  #follow({ added, updated, removed }: WorldDiff): void {
    for (const id in removed) this.#closed(removed[id]!);
    for (const id in updated) {
      const [before, after] = updated[id]!;
      this.#closed(before);
      this.#opened(after);
    }
    for (const id in added) this.#opened(added[id]!);
  }

  #opened(e: Entity): void {
    if (e.kind !== 'descriptor') return;
    const holders = this.#holders.get(e.object) ?? new Map<string, string>();
    this.#holders.set(e.object, holders);
    holders.set(e.id, e.process);
    const process = processOf(e);
    const numbers = this.#numbers.get(process) ?? new Map<unknown, string>();
    this.#numbers.set(process, numbers);
    numbers.set(e.number, e.object);
  }

  #closed(e: Entity): void {
    if (e.kind !== 'descriptor') return;
    const holders = this.#holders.get(e.object);
    holders?.delete(e.id);
    if (holders?.size === 0) this.#holders.delete(e.object);
    const numbers = this.#numbers.get(processOf(e));
    if (numbers?.get(e.number) === e.object) numbers.delete(e.number);
  }
}

/** A waiting call comes and goes with ordinary I/O. */
const isStory = ({ kind }: { kind: string }): boolean => kind !== 'pending';

const processOf = ({ process }: DescriptorEntity): string => process.slice('process:'.length);
