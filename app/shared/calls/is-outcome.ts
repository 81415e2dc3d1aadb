/** Returns whether a value from a peer or a trace file is the outcome of a call; it checks every field that is read later. */
import { isRecord } from '../base/is-record.ts';
import type { Outcome } from './types.ts';

type Test = (value: unknown) => boolean;

export const isNumber: Test = (value) => typeof value === 'number';
export const isText: Test = (value) => typeof value === 'string';
const isFlag: Test = (value) => typeof value === 'boolean';
export const listOf = (test: Test): Test => (value) => Array.isArray(value) && value.every(test);

const isValue: Test = (value) => isNumber(value) || isText(value)
  || (isRecord(value) && isNumber(value['onoff']) && isNumber(value['linger']));
const isReady: Test = (value) => isRecord(value) && isNumber(value['fd']) && listOf(isText)(value['events']);
const isMessage: Test = (value) => isRecord(value) && isText(value['event'])
  && (value['error'] === undefined || isNumber(value['error']));
const isPacket: Test = (value) => isRecord(value) && isNumber(value['key']) && isNumber(value['bytes']) && isNumber(value['status']);
const isErrors: Test = (value) => isRecord(value) && Object.values(value).every(isNumber);

const RESULTS: readonly (readonly [string, Test])[] = Object.entries({
  descriptor: isNumber, event: isNumber, number: isNumber, window: isNumber, port: isNumber, operation: isNumber, pid: isNumber,
  descriptors: listOf(isNumber), lengths: listOf(isNumber), inherited: listOf(isNumber), events: listOf(isText), flags: listOf(isText),
  errors: isErrors,
  blob: isText, address: isText, data: isText, ended: isFlag, started: isFlag, ready: listOf(isReady), messages: listOf(isMessage),
  value: isValue,
});

/** Results of a call that succeeded; unknown fields are ignored. */
export function isResults(value: unknown): boolean {
  return isRecord(value) && RESULTS.every(([name, test]) => value[name] === undefined || test(value[name]));
}

export function isOutcome(value: unknown): value is Outcome {
  if (!isRecord(value)) return false;
  switch (value['kind']) {
    case 'ok': return isResults(value['results']);
    case 'error': return isText(value['name']) && isNumber(value['number']) && (value['packet'] === undefined || isPacket(value['packet']));
    case 'refused': return isText(value['reason']);
    case 'pending': return true;
    default: return false;
  }
}
