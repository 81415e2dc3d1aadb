/** "What will happen?": possible outcomes of the next step, and which of them occurred. */
import type { Rules } from '../../shared/domain/entities.ts';
import { readable } from '../../shared/domain/bytes.ts';
import type { Expectation } from '../../shared/scenario/format.ts';
import type { Outcome } from '../../shared/calls/types.ts';
import { strings } from './strings.ts';

export interface Possibility {
  id: string;
  words: string;
  /** Whether this outcome occurred. */
  holds: (outcome: Outcome) => boolean;
}

const SUCCEEDS: Possibility = { id: 'ok', words: strings.outcomes.succeeds, holds: (o) => o.kind === 'ok' };
const WAITS: Possibility = { id: 'waits', words: strings.outcomes.waits, holds: (o) => o.kind === 'pending' };
const FAILS: Possibility = { id: 'fails', words: strings.outcomes.fails, holds: (o) => o.kind === 'error' || o.kind === 'refused' };

/** Errors that a learner could plausibly expect in place of another. */
const LIKELY: Readonly<Record<Rules, readonly string[]>> = {
  winsock: ['WSAEINVAL', 'WSAENOTSOCK', 'WSAEWOULDBLOCK', 'WSAENOTCONN', 'WSAEACCES'],
  linux: ['EINVAL', 'EBADF', 'EAGAIN', 'ENOTCONN', 'EPERM'],
};

/** Three or four options, in an order that does not reveal the right one. */
export function possibilities(expected: Expectation | undefined, rules: Rules): readonly Possibility[] {
  if (expected?.error !== undefined) {
    const name = String(expected.error);
    const others = LIKELY[rules].filter((e) => e !== name).slice(0, 2);
    return [SUCCEEDS, ...[name, ...others].sort().map(failsWith)];
  }
  if (expected?.data !== undefined) return [reads(expected.data), endOfStream, WAITS, FAILS];
  if (expected?.events !== undefined) return [eventsAre(expected.events), ...(expected.events.length > 0 ? [eventsAre([])] : []), FAILS];
  return [SUCCEEDS, WAITS, FAILS];
}

const failsWith = (name: string): Possibility => ({
  id: name, words: strings.outcomes.failsWith(name), holds: (o) => o.kind === 'error' && (o.name === name || String(o.number) === name),
});

const reads = (data: string): Possibility => ({
  id: 'data', words: data === '' ? strings.outcomes.noData : strings.outcomes.data(data),
  holds: (o) => o.kind === 'ok' && readable(o.results.data ?? '') === data && o.results.ended !== true,
});

const endOfStream: Possibility = { id: 'end', words: strings.outcomes.end, holds: (o) => o.kind === 'ok' && o.results.ended === true };

const eventsAre = (events: readonly string[]): Possibility => ({
  id: `events ${events.join()}`, words: events.length === 0 ? strings.outcomes.noEvents : strings.outcomes.events(events),
  holds: (o) => o.kind === 'ok' && [...(o.results.events ?? [])].sort().join() === [...events].sort().join(),
});
