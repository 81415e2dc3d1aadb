import { describe, expect, it } from 'vitest';
import { findCall } from '../calls/catalogue.ts';
import type { Outcome } from '../calls/types.ts';
import { judge } from './judge.ts';

const recv = findCall('winsock', 'recv')!;

describe('a call that was not made', () => {
  const refused: Outcome = { kind: 'refused', reason: 'worker is no longer running' };

  it.each([[{ ok: false }], [{ ok: true }], [{ pending: false }], [{ pending: true }], [{ error: 'WSAEINVAL' }], [{ notWithin: 10 }],
    [{ data: '' }]])('does not meet %j', (expected) => {
    expect(judge(expected, refused, recv))
      .toMatchObject({ expected, met: false, but: expect.stringContaining('no longer running') as string });
  });
});

it('a call that failed meets the expectation that it fails', () => {
  expect(judge({ ok: false }, { kind: 'error', name: 'WSAEINVAL', number: 10022 }, recv)).toMatchObject({ met: true, but: null });
  expect(judge({ ok: false }, { kind: 'ok', results: { data: 'x' } }, recv)).toMatchObject({ met: false });
});

it('a wait whose time is over is expected and shown by name', () => {
  const wait = findCall('winsock', 'WSAWaitForMultipleEvents')!;
  const over: Outcome = { kind: 'ok', results: { number: 258 } };
  for (const value of ['WSA_WAIT_TIMEOUT', 'WAIT_TIMEOUT', 258]) expect(judge({ value }, over, wait).met).toBe(true);
  expect(judge({ value: 'WSA_WAIT_EVENT_0' }, { kind: 'ok', results: { number: 0 } }, wait).met).toBe(true);
  expect(judge({ value: 'WSA_WAIT_EVENT_0' }, over, wait).but).toBe('succeeds with {"number":"WSA_WAIT_TIMEOUT"}');
  expect(judge({ value: 'constructor' }, over, wait).met).toBe(false);
});
