/** Recognizes the results by which calls report a timeout. */
import type { CallSpec, Outcome } from './types.ts';

export const WAIT_TIMEOUT = 258;

/** Results of waits by the names of the headers, the shown one first. */
export const WAIT_RESULTS = { WSA_WAIT_TIMEOUT: WAIT_TIMEOUT, WAIT_TIMEOUT, WSA_WAIT_EVENT_0: 0, WAIT_OBJECT_0: 0 } as const;

/** Returns whether a call returned because its timeout expired; false for calls without a timeout. */
export function nothingCame(outcome: Outcome, { idle }: CallSpec): boolean {
  if (idle === undefined) return false;
  if (outcome.kind === 'error') return idle === 'error WAIT_TIMEOUT' && outcome.name === 'WAIT_TIMEOUT';
  if (outcome.kind !== 'ok') return false;
  const { number, messages = [], ready = [], events = [], data, ended } = outcome.results;
  switch (idle) {
    case 'number 0': return number === 0;
    case 'number WAIT_TIMEOUT': return number === WAIT_TIMEOUT;
    case 'no messages': return messages.length === 0;
    case 'none ready': return ready.length === 0;
    case 'no events': return events.length === 0;
    case 'no data': return data === '' && ended !== true;
    case 'error WAIT_TIMEOUT': return false;
  }
}
