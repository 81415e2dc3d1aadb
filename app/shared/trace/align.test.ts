import { describe, expect, it } from 'vitest';
import { EMPTY_DIFF } from '../domain/diff.ts';
import { alignTraces } from './align.ts';
import type { Action, Step } from './step.ts';

const step = (n: number, action: Action, plan: number | null = n - 1): Step => ({
  n, action, plan, outcome: { kind: 'ok', results: {} }, predicted: null, diff: EMPTY_DIFF, facts: [], divergences: [], hazards: [],
  verdict: null, note: null, at: 0, micros: null,
});
const call = (participant: string, name: string,
  args: Record<string, unknown> = {}): Action => ({ kind: 'call', participant, call: name, args, resolved: {}, as: [] });
const shape = (pairs: ReturnType<typeof alignTraces>) => pairs.map(({ left, right }) => [left?.n ?? null, right?.n ?? null]);

describe('two traces beside each other', () => {
  it('pairs steps of one scenario by their place in it, and leaves completions and deaths out', () => {
    const left = [step(1, call('main', 'socket')), step(2, { kind: 'death', process: 'peer', how: 'exit 1' }, null),
      step(3, call('main', 'bind'), 1)];
    const right = [step(1, call('main', 'socket')), step(2, call('main', 'bind'), 1), step(3, call('main', 'listen'), 2)];
    expect(shape(alignTraces(left, right, true))).toEqual([[1, 1], [2, null], [3, 2], [null, 3]]);
  });

  it('pairs the same deeds of the two platforms, an import with a receive', () => {
    const winsock = [step(1, call('main', 'WSASocketW')), step(2, call('main', 'WSADuplicateSocketW')),
      step(3, { kind: 'message', from: 'main', to: 'target', carrier: 'ipc', name: 'blob', content: { kind: 'text', text: '' }, as: null }),
      step(4, call('target', 'WSASocketW', { protocolInfo: '$blob' }))];
    const linux = [step(1, call('main', 'socket')), step(2, call('main', 'sendmsg')), step(3, call('target', 'recvmsg'))];
    expect(shape(alignTraces(winsock, linux, false))).toEqual([[1, 1], [2, 2], [3, null], [4, 3]]);
  });
});
