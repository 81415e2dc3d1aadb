/**
 * Whether what stands in a trace file has the shape of a header or a step, by hand: a long trace has a hundred
 * thousand lines. Fields that this version does not know are passed over, so that files of later versions open.
 */
import { isRecord } from '../base/is-record.ts';
import type { TraceHeader } from './step.ts';
import { own } from '../base/own.ts';
import { isOutcome, isResults } from '../calls/is-outcome.ts';
import { hasFields, isContent, isSentence, isText, isTexts } from './fields.ts';

type Rec = Readonly<Record<string, unknown>>;

const ACTIONS: Readonly<Record<string, readonly string[]>> = {
  call: ['participant', 'call'], message: ['from', 'to', 'carrier'], completion: ['participant', 'call'], kill: ['process'],
  death: ['process', 'how'],
};

/** What each kind of step of a scenario says, by the field that makes it of that kind. */
const PLANNED: Readonly<Record<string, readonly string[]>> = { call: ['process'], message: ['from', 'to', 'carrier'], await: [], kill: [] };

/** A scenario to show, not to perform: the consistency of its steps is not checked. */
export function isScenario(value: unknown): boolean {
  return isRecord(value) && isText(value['title']) && (value['rules'] === 'winsock' || value['rules'] === 'linux')
    && (value['description'] === undefined || isText(value['description'])) && (value['teaches'] === undefined || isTexts(value['teaches']))
    && isListOf(value['processes'], (p) => isText(p['name']) && (p['threads'] === undefined || isTexts(p['threads'])))
    && isListOf(value['steps'], isPlanned);
}

function isPlanned(step: Rec): boolean {
  const [kind, ...more] = Object.keys(PLANNED).filter((field) => Object.hasOwn(step, field));
  if (kind === undefined || more.length > 0 || !isText(step[kind]) || !own(PLANNED, kind)!.every((field) => isText(step[field])))
    return false;
  const { args, as, note, expect } = step;
  return (args === undefined || isRecord(args)) && (as === undefined || isText(as) || isTexts(as))
    && (note === undefined || isText(note)) && (expect === undefined || isRecord(expect));
}

/** `scenario` has been checked by `isScenario`. */
export function isHeader(value: unknown): value is TraceHeader {
  return isRecord(value) && isRecord(value['scenario']) && isText(value['platform']) && isText(value['provider'])
    && (value['rules'] === 'winsock' || value['rules'] === 'linux') && isDiff(value['start'])
    && (value['recording'] === undefined || isRecordingInfo(value['recording']));
}

function isRecordingInfo(value: unknown): boolean {
  return isRecord(value) && isText(value['source']) && isRecord(value['notFollowed'])
    && ['calls', 'lost', 'unread', 'undecoded'].every((field) => typeof value[field] === 'number')
    && Object.values(value['notFollowed']).every((count) => typeof count === 'number');
}

/** Steps of the first version have no hazards; later ones leave out fields that repeat the scenario or the prediction, and empty ones. */
export function isStep(value: unknown): boolean {
  return isStepHead(value) && isStepRest(value) && isRecord(value) && Number.isSafeInteger(value['n']) && Number.isFinite(value['at'])
    && isNumberOrNothing(value['micros']);
}

/** What a step says of its call: the part that repeats. */
export function isStepHead(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const { action, outcome, predicted } = value;
  return isAction(action) && isOutcome(outcome)
    && (predicted === null
      || (isRecord(predicted) && (predicted['outcome'] === undefined || isPredicted(predicted['outcome'])) && isTexts(predicted['rules'])));
}

/** What is of one step alone, besides its number and times. */
export function isStepRest(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const { diff, facts, divergences, hazards, verdict } = value;
  return (diff === undefined || isDiff(diff, true))
    && isOptionalListOf(facts, (fact) => isText(fact['subject']) && isText(fact['what']) && isText(fact['known']))
    && isOptionalListOf(divergences, (d) => isText(d['what']) && isText(d['predicted']) && isText(d['observed']))
    && isOptionalListOf(hazards,
      (h) => isText(h['id']) && isText(h['title']) && isTexts(h['rules']) && isTexts(h['subjects']) && isSentence(h['sentence']))
    && (isNothing(verdict) || (isRecord(verdict) && typeof verdict['met'] === 'boolean' && isRecord(verdict['expected'])))
    && (isNothing(value['note']) || isText(value['note'])) && isNumberOrNothing(value['plan'])
    && (value['bytes'] === undefined || isText(value['bytes']));
}

function isAction(action: unknown): boolean {
  if (!isRecord(action) || !isText(action['kind'])) return false;
  const fields = own(ACTIONS, action['kind']);
  if (!fields?.every((field) => isText(action[field])) || !(action['shown'] === undefined || isText(action['shown']))) return false;
  if (action['kind'] === 'call')
    return isRecord(action['args']) && (action['resolved'] === undefined || isRecord(action['resolved']))
      && (action['as'] === undefined || isTexts(action['as']));
  if (action['kind'] === 'message')
    return isContent(action['content']) && (isNothing(action['name']) || isText(action['name']))
      && (isNothing(action['as']) || isText(action['as']));
  return true;
}

/** What the rules say of an outcome: its results are not all of those that an outcome has. */
function isPredicted(outcome: unknown): boolean {
  if (!isRecord(outcome)) return false;
  switch (outcome['kind']) {
    case 'ok': return isResults(outcome['results']);
    case 'error': return isText(outcome['name']) && (outcome['or'] === undefined || isTexts(outcome['or']));
    default: return outcome['kind'] === 'pending' || outcome['kind'] === 'unknown' || isOutcome(outcome);
  }
}

/** Of a step's change, parts without anything in them can be left out. */
function isDiff(diff: unknown, partly = false): boolean {
  if (!isRecord(diff)) return false;
  const has = (part: string,
    test: (value: unknown, id: string) => boolean) => (partly && diff[part] === undefined) || everyOf(diff[part], test);
  return has('added', isEntity) && has('removed', isEntity)
    && has('updated',
      (pair, id) => Array.isArray(pair) && pair.length === 2 && (pair[0] === null || isEntity(pair[0], id)) && isAfter(pair[1], id));
}

/** A thing after a change: whole, or the fields that changed alone, which have no id. */
const isAfter = (value: unknown,
  id: string): boolean => isEntity(value, id)
    || (isRecord(value) && value['id'] === undefined && value['kind'] === undefined
      && hasFields(value, id.slice(0, id.indexOf(':')), true));

/** "descriptor:4" is of kind descriptor. What it was before a change can be null: the lines before have said it. */
function isEntity(value: unknown, id: string): boolean {
  return isRecord(value) && value['id'] === id && isText(value['kind']) && id.startsWith(`${value['kind']}:`)
    && hasFields(value, value['kind'], false);
}

const isNothing = (value: unknown): boolean => value === null || value === undefined;
/** A number in a file can be too large to be one: 1e999. */
const isNumberOrNothing = (value: unknown): boolean => isNothing(value) || Number.isFinite(value);
function everyOf(record: unknown, test: (value: unknown, id: string) => boolean): boolean {
  if (!isRecord(record)) return false;
  for (const id in record) if (!test(record[id], id)) return false;
  return true;
}
const isListOf = (list: unknown, test: (item: Rec) => boolean): boolean =>
  Array.isArray(list) && list.every((item: unknown) => isRecord(item) && test(item));
const isOptionalListOf = (list: unknown, test: (item: Rec) => boolean): boolean => list === undefined || isListOf(list, test);
