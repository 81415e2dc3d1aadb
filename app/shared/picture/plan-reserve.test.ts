import { describe, expect, it } from 'vitest';
import { reserveForPlan } from './plan-reserve.ts';
import { storyTrace } from './story.fixture.ts';

describe('reserveForPlan', () => {
  const reserve = reserveForPlan(storyTrace(0).header.scenario);

  it('counts a transfer and its import as one row, in the process that was named', () => {
    expect(Object.fromEntries(reserve.rows)).toEqual({ main: 2, reader: 2, writer: 2, spare: 1 });
  });

  it('knows every name of a socket that will be registered, through blobs and messages', () => {
    expect([...reserve.registered].sort()).toEqual(['b1', 'b2', 'b3', 'c', 'e1', 'e2', 'r', 'w', 'x']);
  });
});
