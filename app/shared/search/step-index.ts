/**
 * What a filter reads. Steps that share their call and outcome, as those of a long recording do, are one class: a filter looks at each
 * class once, and then at a number per step.
 */
import { readable } from '../domain/bytes.ts';
import { processId, splitParticipant } from '../domain/ids.ts';
import type { TraceLog } from '../trace/log.ts';
import type { Action, Step } from '../trace/step.ts';
import { type Term, type TermKey, matches } from './terms.ts';

type Fields = Readonly<Record<Exclude<TermKey, 'step'>, readonly string[]>>;

interface StepClass {
  /** A step of the class: what a filter asks for is the same in all of them. */
  step: Step;
  pid: number | null;
  /** Made when a filter first asks for them. */
  fields: Fields | null;
}

const ADDRESS = /^(\[?[0-9a-f:.]+\]?:\d+|@.+|\/.+)$/i;

export class StepIndex {
  readonly #log: TraceLog;
  readonly #classes: StepClass[] = [];
  /** Classes by action: steps without a hazard, a divergence or a verdict share them. */
  readonly #byAction = new Map<Action, number>();
  /** The class of each step. */
  #classOf = new Uint32Array(1024);
  #length = 0;
  /** The pid of each acting process, while its process does not change. */
  readonly #pids = new Map<string, number | null>();

  constructor(log: TraceLog) {
    this.#log = log;
  }

  /** Numbers of the steps that meet every term, in order, at most `most` of them. */
  find(terms: readonly Term[], most = Infinity): number[] {
    this.extend();
    const ranges = terms.filter(({ key }) => key === 'step');
    const others = terms.filter(({ key }) => key !== 'step');
    /** Per class: not known, met, or not met. */
    const met = new Int8Array(this.#classes.length);
    const found: number[] = [];
    for (let n = 1; n <= this.#length && found.length < most; n++) {
      const at = this.#classOf[n - 1]!;
      if (met[at] === 0) met[at] = others.every((term) => holds(this.#fieldsOf(at), term) !== term.not) ? 1 : -1;
      if (met[at] === 1 && ranges.every(({ value, not }) => inRange(n, value) !== not)) found.push(n);
    }
    return found;
  }

  /** Takes the steps that have been added to the log: a search then has nothing left to do but look. */
  extend(): void {
    for (let n = this.#length + 1; n <= this.#log.length; n++) {
      const step = this.#log.step(n)!;
      const pid = this.#pidOf(step);
      if (this.#length === this.#classOf.length) {
        const more = new Uint32Array(this.#length * 2);
        more.set(this.#classOf);
        this.#classOf = more;
      }
      this.#classOf[this.#length++] = this.#classFor(step, pid);
    }
  }

  #classFor(step: Step, pid: number | null): number {
    const own = step.hazards.length > 0 || step.divergences.length > 0 || step.verdict !== null;
    const known = own ? undefined : this.#byAction.get(step.action);
    if (known !== undefined) {
      const { step: { outcome, predicted }, pid: its } = this.#classes[known]!;
      if (outcome === step.outcome && predicted === step.predicted && its === pid) return known;
    }
    const made = this.#classes.push({ step, pid, fields: null }) - 1;
    if (!own) this.#byAction.set(step.action, made);
    return made;
  }

  #pidOf({ n, action, diff }: Step): number | null {
    for (const part of [diff.added, diff.updated, diff.removed])
      for (const id in part) if (id.startsWith('process:')) this.#pids.delete(id);
    const id = processId(actorOf(action));
    let pid = this.#pids.get(id);
    if (pid === undefined) {
      const [after, before] = [this.#log.worldAt(n).get(id), this.#log.worldAt(n - 1).get(id)];
      pid = (after?.kind === 'process' ? after.pid : null) ?? (before?.kind === 'process' ? before.pid : null);
      this.#pids.set(id, pid);
    }
    return pid;
  }

  #fieldsOf(at: number): Fields {
    const of = this.#classes[at]!;
    return (of.fields ??= fieldsOf(of.step, of.pid));
  }
}

function holds(fields: Fields, { key, value }: Term): boolean {
  // "met" stands within "unmet".
  if (key === 'expect' && !/[*?]/.test(value)) return fields.expect.includes(value.toLowerCase());
  if (key !== null && key !== 'step') return fields[key].some((text) => matches(text, value));
  return Object.values(fields).some((texts) => texts.some((text) => matches(text, value)));
}

/** "14", "10-20", "10-", "-20". */
function inRange(n: number, value: string): boolean {
  const [, from, dash, to] = /^(\d*)(-?)(\d*)$/.exec(value) ?? [];
  if (from === undefined) return false;
  return dash === '' ? n === Number(from) : n >= Number(from) && n <= (to === '' ? Infinity : Number(to));
}

function fieldsOf(step: Step, pid: number | null): Fields {
  const { outcome, action } = step;
  const actor = actorOf(action);
  const results = outcome.kind === 'ok' ? outcome.results : {};
  const resolved = action.kind === 'call' ? action.resolved : {};
  const values = [...leaves(resolved), ...leaves(results)];
  const texts = values.filter((v) => typeof v === 'string');
  const numbers = values.filter((v) => typeof v === 'number');
  return {
    call: action.kind === 'call' || action.kind === 'completion' ? [action.call] : [action.kind],
    process: [actor, 'shown' in action ? action.shown ?? '' : ''].filter((name) => name !== ''),
    pid: pid === null ? [] : [String(pid)],
    error: outcome.kind === 'error' ? [outcome.name, String(outcome.number)] : outcome.kind === 'refused' ? ['refused'] : [],
    ok: outcome.kind === 'ok' ? ['ok', ...leaves(results).map((v) => (typeof v === 'string' ? readable(v) : String(v)))] : [],
    rule: [...(step.predicted?.rules ?? []), ...step.hazards.flatMap((h) => h.rules)],
    address: texts.filter((t) => ADDRESS.test(t)),
    data: texts.filter((t) => !ADDRESS.test(t)).map((t) => readable(t)),
    hazard: step.hazards.filter((h) => h.state === 'found').flatMap((h) => [h.id, h.title]),
    divergence: step.divergences.map((d) => (d.knownDifference === null ? d.what : `known ${d.what} ${d.knownDifference}`)),
    number: numbers.flatMap((v) => [String(v), `0x${v.toString(16)}`]),
    expect: step.verdict ? [step.verdict.met ? 'met' : 'unmet'] : [],
  };
}

function actorOf(action: Action): string {
  switch (action.kind) {
    case 'call': case 'completion': return splitParticipant(action.participant).process;
    case 'message': return action.from;
    case 'kill': case 'death': return action.process;
  }
}

/** Returns every text and number in a value at any depth, except hexadecimal blobs, which users do not type. */
function leaves(value: unknown): (string | number)[] {
  if (typeof value === 'number') return [value];
  if (typeof value === 'string') return value.length < 400 ? [value] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(leaves);
}
