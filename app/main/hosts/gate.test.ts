import { describe, expect, it } from 'vitest';
import { answer } from './gate.ts';
import type { Requests } from './gate.ts';

/** Records what got through. */
function recorder(result: unknown = { ok: true, value: null }): Requests & { seen: unknown[] } {
  const seen: unknown[] = [];
  return {
    seen,
    request: (async (name: unknown, input: unknown) => {
      seen.push([name, input]);
      return result;
    }) as Requests['request'],
  };
}

describe('names', () => {
  const names = [
    '__proto__', 'constructor', 'toString', 'hasOwnProperty', 'prototype', '', 'session', 'session.step ', 'SESSION.STEP',
    null, undefined, 7, {}, [], ['session.step'], Symbol('session.step'), { toString: () => 'session.step' },
  ];
  it.each(names.map((name) => [name]))('refuses %s and performs nothing', async (name) => {
    const service = recorder();
    expect(await answer(service, name, {})).toMatchObject({ ok: false, code: 'refused' });
    expect(service.seen).toEqual([]);
  });

  it('does not repeat an endless name', async () => {
    const given = await answer(recorder(), 'x'.repeat(1_000_000), {});
    expect(given.ok ? '' : given.message.length).toBeLessThan(120);
  });
});

describe('inputs', () => {
  it.each([
    ['session.step', {}, 'session.step: session: '],
    ['session.step', { session: 'session-1; rm' }, 'session.step: session: '],
    ['session.step', null, 'session.step: the input: '],
    ['session.step', [], 'session.step: the input: '],
    ['session.step', { session: 'session-1', pid: 1 }, 'session.step: the input: '],
    ['session.open', { provider: 'model', scenario: { library: '../../etc/passwd' } }, 'session.open: scenario.library: '],
    ['session.open', { provider: 'kernel', scenario: { library: 'winsock/a' } }, 'session.open: provider: '],
    ['session.kill', { session: 'session-1', process: 1234 }, 'session.kill: process: '],
  ])('names the offending value of %s %j', async (name, input, start) => {
    const service = recorder();
    const given = await answer(service, name, input);
    expect(given).toMatchObject({ ok: false, code: 'bad-input' });
    expect(given.ok ? '' : given.message).toContain(start);
    expect(service.seen).toEqual([]);
  });

  it('passes no inherited and no unknown property on', async () => {
    const service = recorder();
    expect(await answer(service, 'session.step', JSON.parse('{"session":"session-1","__proto__":{"polluted":1}}')))
      .toMatchObject({ ok: false });
    expect(service.seen).toEqual([]);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });

  it('survives an input that fights back', async () => {
    const service = recorder();
    const hostile = { get session(): string { throw new Error('no'); } };
    expect(await answer(service, 'session.step', hostile)).toMatchObject({ ok: false });
    expect(service.seen).toEqual([]);
  });
});

describe('answers', () => {
  it('hands a good request on and its value back', async () => {
    const service = recorder({ ok: true, value: 7, secret: 'x' });
    expect(await answer(service, 'session.step', { session: 'session-1' })).toEqual({ ok: true, value: 7 });
    expect(service.seen).toEqual([['session.step', { session: 'session-1' }]]);
  });

  it('lets only code and message of a refusal cross', async () => {
    const service = recorder({ ok: false, code: 'unavailable', message: 'No', stack: 'x' });
    expect(await answer(service, 'app.info', {})).toEqual({ ok: false, code: 'unavailable', message: 'No' });
  });
});
