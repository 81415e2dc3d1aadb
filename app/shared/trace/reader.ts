/**
 * Reads a trace a line at a time. A file can come from anywhere, so each line is looked at before it is used: what a
 * view relies on must be there and of its kind. It is no schema, since a hundred thousand steps must be read in a moment.
 */
import type { WorldDiff } from '../domain/diff.ts';
import type { Entity } from '../domain/entities.ts';
import { InputProblem } from '../scenario/problem.ts';
import type { Step, TraceHeader } from './step.ts';

export const TRACE_FORMAT = 'handoff-trace/1';

export class TraceReader {
  readonly #file: string;
  #header: TraceHeader | null = null;
  #lines = 0;
  #steps = 0;
  #damage: string | null = null;
  /** What each entity was last: the form before a change is that one, and need not be kept twice. */
  readonly #last = new Map<string, Entity>();

  /** `file` names the file in messages. */
  constructor(file: string) {
    this.#file = file;
  }

  /** The first line. @throws InputProblem when this is no trace. */
  header(line: string): TraceHeader {
    this.#lines = 1;
    const header = parsed(line);
    if (!isHeader(header)) {
      throw new InputProblem('not a trace of this program, or of a newer one', `${this.#file}:1`, `The first line must carry "format": "${TRACE_FORMAT}".`);
    }
    this.#header = header;
    this.#share(header.start);
    return header;
  }

  /** Any further line: the next step, or null from the first damaged line on. */
  step(line: string): Step | null {
    if (this.#damage !== null || this.#header === null) return null;
    this.#lines += 1;
    const step = parsed(line);
    if (!isStep(step) || step.n !== this.#steps + 1) {
      this.#damage = `Line ${this.#lines} of ${this.#file} is damaged; the ${this.#steps} steps before it were read.`;
      return null;
    }
    this.#steps += 1;
    this.#share(step.diff);
    // Traces of the first version have no hazards.
    return step.hazards ? step : { ...step, hazards: [] };
  }

  #share({ added, updated, removed }: WorldDiff): void {
    const last = this.#last;
    for (const id in removed) last.delete(id);
    for (const id in added) last.set(id, added[id]!);
    for (const id in updated) {
      const pair = updated[id] as [Entity, Entity];
      // A file that contradicts itself is shown as it tells the story: by what came after each step.
      pair[0] = last.get(id) ?? pair[0];
      last.set(id, pair[1]);
    }
  }

  /** The file ends here, though it should not: a compressed one that is cut short. */
  cut(): void {
    this.#damage ??= `${this.#file} ends too early; the ${this.#steps} steps before its end were read.`;
  }

  /** Where the file is damaged, and what could be read; null while nothing is. */
  get damage(): string | null {
    return this.#damage;
  }
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

type Loose = Record<string, unknown>;
const isObject = (value: unknown): value is Loose => typeof value === 'object' && value !== null && !Array.isArray(value);

function isHeader(value: unknown): value is TraceHeader {
  if (!isObject(value) || value['format'] !== TRACE_FORMAT) return false;
  const { scenario, rules, provider, platform, start } = value;
  return isObject(scenario) && typeof scenario['title'] === 'string' && Array.isArray(scenario['processes']) && scenario['processes'].every(isNamed)
    && Array.isArray(scenario['steps']) && scenario['steps'].every(isObject) && (rules === 'winsock' || rules === 'linux')
    && typeof provider === 'string' && typeof platform === 'string' && isDiff(start);
}

const isNamed = (value: unknown): boolean => isObject(value) && typeof value['name'] === 'string';

/** What each kind of action says, beside its kind. */
const ACTIONS: Readonly<Record<string, readonly string[]>> = {
  call: ['participant', 'call'], message: ['from', 'to', 'carrier'], completion: ['participant', 'call'], kill: ['process'], death: ['process', 'how'],
};
const OUTCOMES: ReadonlySet<unknown> = new Set(['ok', 'error', 'pending', 'refused']);

function isStep(value: unknown): value is Omit<Step, 'hazards'> & Step {
  if (!isObject(value) || typeof value['n'] !== 'number') return false;
  const { action, outcome, diff, facts, divergences, hazards } = value;
  if (!isObject(action) || !isObject(outcome) || !OUTCOMES.has(outcome['kind'])) return false;
  const fields = Object.hasOwn(ACTIONS, String(action['kind'])) ? ACTIONS[String(action['kind'])]! : null;
  if (!fields || fields.some((field) => typeof action[field] !== 'string')) return false;
  if (action['kind'] === 'call' && !(isObject(action['args']) && isObject(action['resolved']) && Array.isArray(action['as']))) return false;
  if (action['kind'] === 'message' && !isObject(action['content'])) return false;
  if (outcome['kind'] === 'ok' && !isObject(outcome['results'])) return false;
  return isDiff(diff) && Array.isArray(facts) && Array.isArray(divergences) && (hazards === undefined || Array.isArray(hazards));
}

function isDiff(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { added, updated, removed } = value;
  if (!isObject(added) || !isObject(updated) || !isObject(removed)) return false;
  for (const id in added) if (!isEntity(added[id], id)) return false;
  for (const id in removed) if (!isEntity(removed[id], id)) return false;
  for (const id in updated) {
    const pair = updated[id];
    if (!Array.isArray(pair) || pair.length !== 2 || !isEntity(pair[0], id) || !isEntity(pair[1], id)) return false;
  }
  return true;
}

/** "descriptor:4" is of kind descriptor, and what a view would read of it blindly is there. */
const LISTS: Readonly<Record<string, readonly string[]>> = {
  process: ['threads', 'received'], descriptor: [], socket: ['queue', 'backlog', 'reported'], epoll: [], pidfd: [], transfer: ['objects'], event: [],
  registration: ['mask', 'recorded'], pending: [], window: ['messages'], operation: [], port: ['packets'],
};

function isEntity(value: unknown, id: string): boolean {
  if (!isObject(value) || value['id'] !== id) return false;
  const { kind } = value;
  if (typeof kind !== 'string' || !Object.hasOwn(LISTS, kind) || !id.startsWith(kind) || id[kind.length] !== ':') return false;
  return LISTS[kind]!.every((field) => Array.isArray(value[field]));
}
