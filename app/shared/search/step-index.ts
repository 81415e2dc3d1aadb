/** What a filter looks at in a step, gathered once for each step and kept. */
import { readable } from '../domain/bytes.ts';
import { entity } from '../domain/world.ts';
import { processId, splitParticipant } from '../domain/ids.ts';
import type { TraceLog } from '../trace/log.ts';
import type { Action, Step } from '../trace/step.ts';
import { type Term, type TermKey, matches } from './terms.ts';

type Fields = Readonly<Record<Exclude<TermKey, 'step'>, readonly string[]>>;

const ADDRESS = /^(\[?[0-9a-f:.]+\]?:\d+|@.+|\/.+)$/i;

export class StepIndex {
  readonly #log: TraceLog;
  readonly #fields: Fields[] = [];

  constructor(log: TraceLog) {
    this.#log = log;
  }

  /** Numbers of the steps that meet every term, in order, at most `most` of them. */
  find(terms: readonly Term[], most = Infinity): number[] {
    const found: number[] = [];
    for (let n = 1; n <= this.#log.length && found.length < most; n++) if (this.meets(n, terms)) found.push(n);
    return found;
  }

  meets(n: number, terms: readonly Term[]): boolean {
    return terms.every((term) => this.#holds(n, term) !== term.not);
  }

  #holds(n: number, { key, value }: Term): boolean {
    if (key === 'step') return inRange(n, value);
    const fields = this.#fieldsOf(n);
    // "met" stands within "unmet".
    if (key === 'expect' && !/[*?]/.test(value)) return fields.expect.includes(value.toLowerCase());
    if (key !== null) return fields[key].some((text) => matches(text, value));
    return Object.values(fields).some((texts) => texts.some((text) => matches(text, value)));
  }

  #fieldsOf(n: number): Fields {
    return (this.#fields[n - 1] ??= fieldsOf(this.#log, this.#log.step(n)!));
  }
}

/** "14", "10-20", "10-", "-20". */
function inRange(n: number, value: string): boolean {
  const [, from, dash, to] = /^(\d*)(-?)(\d*)$/.exec(value) ?? [];
  if (from === undefined) return false;
  return dash === '' ? n === Number(from) : n >= Number(from) && n <= (to === '' ? Infinity : Number(to));
}

function fieldsOf(log: TraceLog, step: Step): Fields {
  const { outcome, action } = step;
  const actor = actorOf(action);
  const pid = entity(log.worldAt(step.n), 'process', processId(actor))?.pid
    ?? entity(log.worldAt(step.n - 1), 'process', processId(actor))?.pid;
  const results = outcome.kind === 'ok' ? outcome.results : {};
  const resolved = action.kind === 'call' ? action.resolved : {};
  const values = [...leaves(resolved), ...leaves(results)];
  const texts = values.filter((v) => typeof v === 'string');
  const numbers = values.filter((v) => typeof v === 'number');
  return {
    call: action.kind === 'call' || action.kind === 'completion' ? [action.call] : [action.kind],
    process: actor === '' ? [] : [actor],
    pid: pid === null || pid === undefined ? [] : [String(pid)],
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
