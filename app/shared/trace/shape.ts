/**
 * Whether what stands in a trace file has the shape of a header or a step, by hand: a long trace has a hundred
 * thousand lines. Extra fields are left alone, so that files of later versions open.
 */
import type { Step, TraceHeader } from './step.ts';

type Rec = Readonly<Record<string, unknown>>;

const ENTITY_KINDS: ReadonlySet<unknown> = new Set([
  'process', 'descriptor', 'socket', 'epoll', 'pidfd', 'transfer', 'event', 'registration', 'window', 'operation', 'port', 'pending',
]);
const ACTIONS: Readonly<Record<string, readonly string[]>> = {
  call: ['participant', 'call'], message: ['from', 'to', 'carrier'], completion: ['participant', 'call'], kill: ['process'], death: ['process', 'how'],
};
const OUTCOMES: ReadonlySet<unknown> = new Set(['ok', 'error', 'pending', 'refused']);

/** `scenario` has been checked as one before. */
export function isHeader(value: unknown): value is TraceHeader {
  return isRecord(value) && isRecord(value['scenario']) && isText(value['platform']) && isText(value['provider'])
    && (value['rules'] === 'winsock' || value['rules'] === 'linux') && isDiff(value['start']);
}

/** Steps of the first version have no hazards. */
export function isStep(value: unknown): value is Omit<Step, 'hazards'> & Partial<Pick<Step, 'hazards'>> {
  if (!isRecord(value) || !Number.isSafeInteger(value['n'])) return false;
  const { action, outcome, predicted, diff, facts, divergences, hazards, verdict } = value;
  return isAction(action) && isOutcome(outcome) && isDiff(diff)
    && (predicted === null || (isRecord(predicted) && isRecord(predicted['outcome']) && isTexts(predicted['rules'])))
    && isListOf(facts, (fact) => isText(fact['subject']) && isText(fact['what']) && isText(fact['known']))
    && isListOf(divergences, (d) => isText(d['what']) && isText(d['predicted']) && isText(d['observed']))
    && (hazards === undefined || isListOf(hazards, (h) => isText(h['id']) && Array.isArray(h['sentence'])))
    && (verdict === null || (isRecord(verdict) && typeof verdict['met'] === 'boolean' && isRecord(verdict['expected'])))
    && (value['note'] === null || isText(value['note'])) && isNumberOrNull(value['micros']) && isNumberOrNull(value['plan']);
}

function isAction(action: unknown): boolean {
  if (!isRecord(action) || !isText(action['kind'])) return false;
  const fields = Object.hasOwn(ACTIONS, action['kind']) ? ACTIONS[action['kind']] : undefined;
  if (!fields?.every((field) => isText(action[field]))) return false;
  if (action['kind'] === 'call') return isRecord(action['args']) && isRecord(action['resolved']) && isTexts(action['as']);
  if (action['kind'] === 'message') return isRecord(action['content']);
  return true;
}

function isOutcome(outcome: unknown): boolean {
  if (!isRecord(outcome) || !OUTCOMES.has(outcome['kind'])) return false;
  if (outcome['kind'] === 'ok') return isRecord(outcome['results']);
  if (outcome['kind'] === 'error') return isText(outcome['name']) && typeof outcome['number'] === 'number';
  return outcome['kind'] !== 'refused' || isText(outcome['reason']);
}

function isDiff(diff: unknown): boolean {
  return isRecord(diff) && everyOf(diff['added'], isEntity) && everyOf(diff['removed'], isEntity)
    && everyOf(diff['updated'], (pair) => Array.isArray(pair) && pair.length === 2 && isEntity(pair[0]) && isEntity(pair[1]));
}

const isEntity = (value: unknown): boolean => isRecord(value) && ENTITY_KINDS.has(value['kind']);
const isRecord = (value: unknown): value is Rec => typeof value === 'object' && value !== null && !Array.isArray(value);
const isText = (value: unknown): value is string => typeof value === 'string';
const isNumberOrNull = (value: unknown): boolean => value === null || typeof value === 'number';
const everyOf = (record: unknown, test: (value: unknown) => boolean): boolean => isRecord(record) && Object.values(record).every(test);
const isTexts = (list: unknown): boolean => Array.isArray(list) && list.every(isText);
const isListOf = (list: unknown, test: (item: Rec) => boolean): boolean =>
  Array.isArray(list) && list.every((item: unknown) => isRecord(item) && test(item));
