/** Trace files: NDJSON, the header first, then a step a line. Later versions read every earlier one. */
import type { Outcome } from '../calls/types.ts';
import { hasKey, isEmptyDiff } from '../domain/diff.ts';
import type { Entity } from '../domain/entities.ts';
import { flatEntity } from '../domain/socket-extensions.ts';
import { Lines } from './lines.ts';
import { TraceLog } from './log.ts';
import { TRACE_FORMAT, TraceReader } from './reader.ts';
import { storedPrediction } from './predicted.ts';
import { type Step, storedDivergence } from './step.ts';

export { TRACE_FORMAT };

export function writeTrace(log: TraceLog): string {
  return [...traceLines(log)].join('');
}

/** Yields the lines of a trace file with line ends: the header, and the steps that exist when the first line is requested. */
export function* traceLines(log: TraceLog): Generator<string, void> {
  const { length } = log;
  yield `${JSON.stringify(log.header)}\n`;
  for (let n = 1; n <= length; n++) yield `${stepLine(log.step(n)!)}\n`;
}

/**
 * A step as a line. Nothing is written twice: of a change it has the fields that changed, the arguments as performed
 * only where they are not as written, and the prediction's outcome only where another came. What is empty is left out.
 */
export function stepLine(step: Step): string {
  const { n, action, predicted, outcome, diff, at } = step;
  const updated = Object.fromEntries(Object.entries(diff.updated)
    .map(([id, [before, after]]) => [id, [null, changedFields(flatEntity(before), flatEntity(after))]]));
  return JSON.stringify({
    n,
    action: action.kind === 'call'
      ? { ...action, resolved: same(action.resolved, action.args) ? undefined : action.resolved, as: listed(action.as) } : action,
    outcome,
    predicted: predicted && withoutRepetition(predicted, outcome),
    diff: isEmptyDiff(diff) ? undefined
      : { added: filled(flat(diff.added)), updated: filled(updated), removed: filled(flat(diff.removed)) },
    facts: listed(step.facts), divergences: listed(step.divergences.map(storedDivergence)), hazards: listed(step.hazards),
    verdict: step.verdict ?? undefined, note: step.note ?? undefined, plan: step.plan ?? undefined, at, micros: step.micros ?? undefined,
    bytes: step.bytes,
  });
}

function withoutRepetition({ outcome, rules }: NonNullable<Step['predicted']>, actual: Outcome): object {
  const stored = storedPrediction(outcome);
  return { outcome: same(stored, actual) ? undefined : stored, rules };
}

const listed = <T>(list: readonly T[]): readonly T[] | undefined => (list.length > 0 ? list : undefined);
const filled = <T extends object>(record: T): T | undefined => (hasKey(record) ? record : undefined);

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

const flat = (things: Readonly<Record<string, Entity>>): Record<string, object> =>
  Object.fromEntries(Object.entries(things).map(([id, entity]) => [id, flatEntity(entity)]));

function changedFields(before: object, after: object): object {
  // A field that is gone could not be told by those that are there.
  if (Object.keys(before).some((field) => !Object.hasOwn(after, field))) return after;
  return Object.fromEntries(Object.entries(after)
    .filter(([field, value]) => value !== (before as Readonly<Record<string, unknown>>)[field]));
}

/** A damaged file opens up to the damage: `damage` says where, and what is lost. @throws InputProblem when it is no trace. */
export function readTrace(text: string, file: string): { log: TraceLog; damage: string | null } {
  const reader = new TraceReader(file);
  const lines = new Lines();
  lines.add(text);
  const log = new TraceLog(reader.header(lines.first(true) ?? ''));
  for (let some = lines.next(true); some !== null && reader.damage === null; some = lines.next(true)) {
    for (const step of reader.steps(some)) log.append(step);
  }
  return { log, damage: reader.damage };
}
