import { describe, expect, it } from 'vitest';
import { outcomeDiffers } from './compare.ts';
import { type PredictedOutcome, atLeast, beginningOf, countOf, describing, readPrediction, storedPrediction, upTo } from './predicted.ts';

const ok = (results: Extract<PredictedOutcome, { kind: 'ok' }>['results']): PredictedOutcome => ({ kind: 'ok', results });

describe('a partial prediction', () => {
  it.each([
    [ok({ number: atLeast(1) }), { kind: 'ok', results: { atLeast: 1 } }],
    [ok({ data: 'x', flags: [], descriptors: countOf(2) }), { kind: 'ok', results: { data: 'x', flags: [], descriptorCount: 2 } }],
    [ok({ value: describing('AF_INET', 'SOCK_STREAM', 'IPPROTO_TCP') }),
      { kind: 'ok', results: { infoOf: 'AF_INET SOCK_STREAM IPPROTO_TCP' } }],
    [ok({ started: false, number: upTo(2, 1), data: beginningOf('ab') }),
      { kind: 'ok', results: { started: false, number: 2, data: 'ab' }, orLess: true }],
    [ok({ value: upTo(7) }), { kind: 'ok', results: { value: 7 }, orLess: true }],
    [ok({ data: '', ended: true }), { kind: 'ok', results: { data: '', ended: true } }],
    [{ kind: 'error', name: 'WSAEINVAL', or: ['WSAENOTSOCK'] } as const, { kind: 'error', name: 'WSAEINVAL', or: ['WSAENOTSOCK'] }],
  ] as const)('is written in the established form and read back unchanged', (predicted, stored) => {
    expect(storedPrediction(predicted)).toEqual(stored);
    expect(readPrediction(stored as Parameters<typeof readPrediction>[0])).toEqual(predicted);
  });

  it('matches the values that it allows, and no others', () => {
    const differs = (predicted: PredictedOutcome, results: object) => outcomeDiffers(predicted, { kind: 'ok', results }) !== null;
    expect([1, 3, 0].map((number) => differs(ok({ number: atLeast(1) }), { number }))).toEqual([false, false, true]);
    expect([1, 2, 0, 3].map((number) => differs(ok({ number: upTo(2, 1) }), { number }))).toEqual([false, false, true, true]);
    expect(['a', 'ab', '', 'b'].map((data) => differs(ok({ data: beginningOf('ab') }), { data }))).toEqual([false, false, true, true]);
    expect([[1, 2], [1], undefined].map((descriptors) => differs(ok({ descriptors: countOf(2) }), { descriptors }))).toEqual([false, true,
      true]);
  });
});
