/** Outcomes and predictions as text. */
import { assertNever } from '../base/assert-never.ts';
import { specOf } from '../calls/catalogue.ts';
import { WAIT_TIMEOUT } from '../calls/idle.ts';
import type { CallSpec, Outcome, Results } from '../calls/types.ts';
import type { Rules } from '../domain/entities.ts';
import type { Expectation } from '../scenario/format.ts';
import { type PredictedOutcome, shownResults } from '../trace/predicted.ts';
import { numberValue, quoted, valueText } from './values.ts';

export type OutcomeTone = 'good' | 'bad' | 'wait';

export interface OutcomeWords {
  text: string;
  tone: OutcomeTone;
}

/** `call` is the name of the call, if any: it determines the unit of a number. */
export function outcomeWords(outcome: Outcome, rules: Rules, call = ''): OutcomeWords {
  switch (outcome.kind) {
    case 'ok': return { text: resultsText(outcome.results, rules, call), tone: 'good' };
    case 'error': {
      const packet = outcome.packet ? `, packet key ${outcome.packet.key}, ${outcome.packet.bytes} B` : '';
      return { text: `${outcome.name} ${outcome.number}${packet}`, tone: 'bad' };
    }
    case 'pending': return { text: 'blocked', tone: 'wait' };
    case 'refused': return { text: `not made: ${outcome.reason}`, tone: 'bad' };
    default: return assertNever(outcome, 'outcome');
  }
}

/** Returns the results of a call as text; "" if it only succeeded. */
function resultsText(results: Results, rules: Rules, call: string): string {
  const parts: string[] = [];
  if (results.descriptor !== undefined) parts.push(numberValue(rules, results.descriptor));
  if (results.data !== undefined) parts.push(dataText(results.data, results.ended === true, specOf(rules, call)));
  else if (results.ended === true) parts.push('end of stream');
  if (results.descriptors && results.descriptors.length > 0) {
    parts.push(`descriptors ${results.descriptors.map((n) => numberValue(rules, n)).join(', ')}`);
  }
  if (results.blob !== undefined) parts.push(`${results.blob.length / 2} B`);
  if (results.event !== undefined) parts.push(numberValue(rules, results.event));
  for (const handle of [results.window, results.port, results.operation]) if (handle !== undefined) parts.push(numberValue(rules, handle));
  if (results.started === true) parts.push('started');
  if (results.pid !== undefined) parts.push(`pid ${results.pid}`);
  // A unix socket that is not bound has no name (unix(7)).
  if (results.address !== undefined) parts.push(results.address === '' ? 'unnamed' : results.address);
  if (results.number !== undefined) parts.push(numberMeaning(results.number, specOf(rules, call)));
  if (results.lengths && results.lengths.length > 0) parts.push(results.lengths.map((bytes) => `${bytes} B`).join(' + '));
  if (results.events && !results.ready) parts.push(results.events.length > 0 ? results.events.join('|') : 'no events');
  if (results.ready) {
    parts.push(results.ready.length > 0 ? results.ready.map((r) => `${r.fd}: ${r.events.join('|')}`).join('; ') : 'nothing ready');
  }
  if (results.flags) parts.push(results.flags.length > 0 ? results.flags.join('|') : 'no flags');
  if (results.value !== undefined)
    parts.push(`${specOf(rules, call)?.value === 'key' ? 'key ' : ''}${valueText(rules, results.value, undefined)}`);
  return parts.join(', ');
}

/** An empty read is the end of the stream; a read that waited in vain is not. */
function dataText(data: string, ended: boolean, call: CallSpec | undefined): string {
  if (data !== '') return quoted(data);
  return ended ? 'end of stream' : call?.idle === 'no data' ? 'nothing in time' : quoted(data);
}

/** Adds the unit of a number: bytes for sends, the object's index for waits. */
function numberMeaning(number: number, call: CallSpec | undefined): string {
  switch (call?.number) {
    case 'bytes': return `${number} B`;
    case 'place': return number === WAIT_TIMEOUT ? 'WSA_WAIT_TIMEOUT' : `event ${number} of the list`;
    default: return String(number);
  }
}

export function predictedText(predicted: PredictedOutcome, rules: Rules, call = ''): string {
  switch (predicted.kind) {
    case 'ok': {
      const text = resultsText(shownResults(predicted.results), rules, call);
      return text === '' ? 'success' : text;
    }
    case 'error': return predicted.name;
    case 'pending': return 'blocks';
    case 'unknown': return 'no prediction';
    default: return assertNever(predicted, 'prediction');
  }
}

/** Returns the expectation of a step as text joined by "and". */
export function expectationText(expected: Expectation): string {
  const parts: string[] = [];
  if (expected.ok !== undefined) parts.push(expected.ok ? 'success' : 'an error');
  if (expected.error !== undefined) parts.push(`error ${expected.error}`);
  if (expected.value !== undefined) parts.push(`value ${valueText('linux', expected.value, undefined)}`);
  if (expected.data !== undefined) parts.push(`data "${expected.data}"`);
  if (expected.ended === true) parts.push('the end of the stream');
  if (expected.events !== undefined) parts.push(expected.events.length > 0 ? `events ${expected.events.join(', ')}` : 'no events');
  for (const [event, code] of Object.entries(expected.errors ?? {})) parts.push(`${event} with error ${code}`);
  for (const [name, value] of Object.entries(expected.fields ?? {})) parts.push(`${name} ${value}`);
  if (expected.opaque !== undefined)
    parts.push(`an opaque part ${expected.opaque.equal ? 'equal to' : 'other than'} that of ${expected.opaque.of}`);
  if (expected.packet !== undefined)
    parts.push(`a packet with ${Object.entries(expected.packet).map((part) => part.join(' ')).join(', ')}`);
  if (expected.pending === true) parts.push('blocked');
  if (expected.notWithin !== undefined) parts.push(`nothing within ${expected.notWithin} ms`);
  return parts.join(' and ');
}
