/** Traces of logs of strace, for tests. */
import { expect } from 'vitest';
import type { TraceLog } from '../trace/log.ts';
import { Recording, isFollowed } from './recording.ts';
import { StraceReader } from './strace/reader.ts';

/** A trace of a log of strace; lines without a number are of process 10. */
export function record(text: string): TraceLog {
  const recording = new Recording('test');
  const reader = new StraceReader(isFollowed, recording.tally);
  for (const line of text.trim().split('\n')) recording.events(reader.line(/^\d/.test(line) ? line : `10 ${line}`));
  const log = recording.finish('strace-text', reader.loss);
  expect(reader.loss.examples).toEqual([]);
  return log;
}

export const told = (log: TraceLog): string[] => log.steps().map(({ action, outcome, note }) => {
  const call = action.kind === 'call' || action.kind === 'completion' ? `${action.participant} ${action.call}` : action.kind;
  const returns = action.kind === 'completion' ? 'returns ' : '';
  return `${returns}${call}${outcome.kind === 'ok' ? '' : ` ${outcome.kind}`}${note === null ? '' : '*'}`;
});
export const divergences = (log: TraceLog) => log.steps().flatMap((step) => step.divergences.map(({ what }) => what));

export const PAIR = `10 execve("/bin/a", ["a"], 0x7 /* 1 var */) = 0
socketpair(AF_UNIX, SOCK_STREAM, 0, [3, 4]) = 0
clone(child_stack=NULL, flags=SIGCHLD) = 11`;
