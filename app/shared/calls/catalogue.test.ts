import { describe, expect, it } from 'vitest';
import { type CallName, anySpecOf, callNames, callsWith, findCall, specOf } from './catalogue.ts';
import type { Platform } from './types.ts';

const PLATFORMS: readonly Platform[] = ['winsock', 'linux', 'outside'];
const all = PLATFORMS.flatMap((platform) => callNames(platform).map((name) => findCall(platform, name)!));

describe('names of calls', () => {
  it('are a type, so that no table can hold one that does not exist', () => {
    // @ts-expect-error WSARecvEx is in no catalogue.
    const dead: CallName = 'WSARecvEx';
    expect(anySpecOf(dead)).toBeUndefined();
    expect(specOf('linux', 'WSARecv')).toBeUndefined();
    expect(specOf('linux', 'reads')?.platform).toBe('outside');
  });
});

describe('traits', () => {
  it('say which calls take from a queue, and which take connections', () => {
    expect(callsWith('linux', 'receives')).toEqual(expect.arrayContaining(['recv', 'recvfrom', 'recvmsg']));
    expect(callsWith('winsock', 'receives')).toEqual(expect.arrayContaining(['recv', 'recvfrom', 'WSARecv']));
    expect(callsWith('winsock', 'accepts')).toEqual(expect.arrayContaining(['accept', 'AcceptEx']));
  });

  it('agree where two platforms have a call of the same name', () => {
    for (const name of callNames('linux')) {
      const [here, there] = [findCall('linux', name)!, findCall('winsock', name)];
      if (!there) continue;
      for (const trait of ['verb', 'receives', 'accepts', 'closes', 'number', 'value', 'idle', 'waits', 'address'] as const) {
        expect(there[trait], `${trait} of ${name}`).toBe(here[trait]);
      }
    }
  });

  it('rest on arguments that the call has', () => {
    const needs = (name: string) => ({ args }: (typeof all)[number]) => args.some((arg) => arg.name === name);
    for (const call of all) {
      if (call.waits === 'timeout') expect(call, call.name).toSatisfy(needs('timeout'));
      if (call.overlapped === 'if asked') expect(call, call.name).toSatisfy(needs('overlapped'));
      if (call.replaces) expect(call, call.name).toSatisfy(needs('newfd'));
      if (call.process === 'creates' || call.process === 'resumes') expect(call, call.name).toSatisfy(needs('process'));
      if (call.registersBy !== undefined || call.resultBy) expect(call, call.name).toSatisfy(needs('command'));
      if (call.transfers === 'imports') expect(call, call.name).toSatisfy(needs('protocolInfo'));
    }
  });

  it('leave no argument out of a template for C', () => {
    for (const call of all) {
      if (typeof call.c === 'string') continue;
      const named = [...Object.values<string>(call.c)[0]!.matchAll(/\{(\w+)/g)].map(([, name]) => name);
      const own = 'name' in call.c ? ['name'] : [];
      expect(named.toSorted(), call.name).toEqual([...call.args.map((arg) => arg.name), ...own].toSorted());
    }
  });
});
