import { expect, it } from 'vitest';
import { parseCondition } from '../../../shared/recording/holds/condition.ts';
import { Recording } from '../../../shared/recording/recording.ts';
import { FUNCTIONS } from '../../../shared/recording/winsock/functions.ts';
import { WinsockReader } from '../../../shared/recording/winsock/reader.ts';
import { Debugging } from './debugging.ts';

it('a loss of records releases a held call, which gets no answer', () => {
  const recording = new Recording('test', undefined, true, { provider: 'winsock', platform: 'wine-8.0', rules: 'winsock' });
  const reader = new WinsockReader(recording.tally);
  const released: string[] = [];
  const answers: number[] = [];
  const debugging = new Debugging(recording, [parseCondition('call:socket', 'winsock')], 60_000, {
    held: () => undefined, released: ({ id }, by) => { released.push(`${id} ${by}`); }, note: () => undefined,
  });
  debugging.begin({ holdBefore: () => undefined, release: (hold) => { answers.push(hold); } });
  const { sink } = debugging;
  sink.events(reader.events({ kind: 'process', process: 220, task: 224, program: 'a.exe' }));
  sink.events(reader.events({ kind: 'thread', process: 220, task: 228 }));
  for (const [index, task] of [[7, 224], [9, 228]] as const) {
    sink.events(reader.events({ kind: 'record', index, fn: FUNCTIONS.findIndex(({ name }) => name === 'socket'), exit: false, task,
      process: 220, at: index, values: ['2', '1', '6'], enter: index, error: 0, copied: 0, payload: '', held: true }));
    sink.held!({ id: index, call: reader.callOf(index)!, about: null });
  }
  expect(debugging.held.map(({ id }) => id)).toEqual([1, 2]);
  sink.letGo!(7);
  expect([debugging.held.map(({ id }) => id), released, answers]).toEqual([[2], ['1 loss'], []]);
  debugging.detach();
  expect([released, answers]).toEqual([['1 loss', '2 detach'], [9]]);
});
