/** A recording as Perfetto opens it: what its JSON format asks for, and the story in it. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { Recording } from '../../app/shared/recording/recording.ts';
import { StraceReader } from '../../app/shared/recording/strace/reader.ts';
import { perfettoTrace } from '../../app/shared/perfetto/perfetto.ts';

/** The trace of a log: a parent that sends two sockets to its child by SCM_RIGHTS. */
function traceOf(log: string) {
  const recording = new Recording('SCM_RIGHTS');
  const reader = new StraceReader(() => true, recording.tally);
  recording.events(readFileSync(log, 'latin1').split('\n').flatMap((line) => reader.line(line)));
  return perfettoTrace(recording.finish('strace-text', reader.loss));
}

const { traceEvents } = traceOf('tests/recording/logs/rights-several.log');
const phase = <P extends string>(ph: P) => traceEvents.filter((event): event is Extract<typeof event, { ph: P }> => event.ph === ph);

it('has what the format asks of each kind of event', () => {
  for (const event of traceEvents) {
    expect(['M', 'X', 'i', 'C', 's', 'f'], JSON.stringify(event)).toContain(event.ph);
    expect([event.name, Number.isInteger(event.pid), Number.isInteger(event.tid)], JSON.stringify(event))
      .toEqual([expect.stringMatching(/./),
      true, true]);
  }
  const timed = traceEvents.flatMap((event) => (event.ph === 'M' ? [] : [event.ts]));
  expect([timed.length > 20, timed.filter((ts) => !(ts >= 0)), phase('X').filter(({ dur }) => !(dur >= 0))]).toEqual([true, [], []]);
});

it('names each process and thread that it uses, once', () => {
  const named = phase('M').map(({ name, pid, tid }) => `${name} ${pid} ${tid}`);
  expect(new Set(named).size).toBe(named.length);
  for (const { pid, tid } of phase('X')) {
    expect(named).toContain(`process_name ${pid} 0`);
    expect(named).toContain(`thread_name ${pid} ${tid}`);
  }
  expect(phase('M').filter(({ name }) => name === 'process_name').map(({ args }) => args.name).toSorted())
    .toEqual(['rights-several', 'rights-several-2', 'sockets']);
});

it('joins the slices of sender and receiver by a flow', () => {
  const [[start, ...others], ends] = [phase('s'), phase('f')];
  expect([others.length, ends.map(({ id }) => id)]).toEqual([0, [start!.id]]);
  const sliceOf = ({ pid, tid, ts }: { pid: number; tid: number; ts: number }) => phase('X')
    .filter((slice) => slice.pid === pid && slice.tid === tid && slice.ts <= ts && ts <= slice.ts + slice.dur).map(({ name }) => name);
  expect([sliceOf(start!), sliceOf(ends[0]!)]).toEqual([expect.arrayContaining(['sendmsg']), expect.arrayContaining(['recvmsg'])]);
});

it('has a track per socket with its life and its holders', () => {
  const lives = phase('X').filter(({ cat }) => cat === 'socket');
  expect(lives.map(({ name }) => name.replace(/ \/.*/, ''))).toHaveLength(4);
  const holders = phase('C').filter(({ name }) => name === 'holders of socket #3').map(({ args }) => args.holders);
  // Created, inherited, closed twice, received, closed: the order of the closes is that of the log.
  expect([holders[0], Math.max(...holders), holders.at(-1)]).toEqual([1, 2, 0]);
});
