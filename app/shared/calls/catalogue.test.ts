import { describe, expect, it } from 'vitest';
import { type CallName, anySpecOf, callNames, callsWith, findCall, performableCalls, specOf } from './catalogue.ts';
import type { Platform } from './types.ts';

const PLATFORMS: readonly Platform[] = ['winsock', 'linux', 'outside'];
const all = PLATFORMS.flatMap((platform) => callNames(platform).map((name) => findCall(platform, name)!));

describe('names of calls', () => {
  it('are a type, so that no table can contain an unknown call', () => {
    // @ts-expect-error WSARecvEx is not in the catalogue.
    const dead: CallName = 'WSARecvEx';
    expect(anySpecOf(dead)).toBeUndefined();
    expect(specOf('linux', 'WSARecv')).toBeUndefined();
    expect(specOf('linux', 'reads')?.platform).toBe('outside');
  });
});

it('calls that no scenario can perform are in the catalogue, but not offered', () => {
  expect(callNames('linux')).toContain('unshare');
  for (const name of ['unshare', 'pipe2', 'splice']) expect(performableCalls('linux')).not.toContain(name);
  expect(performableCalls('winsock')).toEqual(callNames('winsock'));
});

describe('traits', () => {
  it('show which calls take data and which take connections', () => {
    expect(callsWith('linux', 'receives')).toEqual(expect.arrayContaining(['recv', 'recvfrom', 'recvmsg']));
    expect(callsWith('winsock', 'receives')).toEqual(expect.arrayContaining(['recv', 'recvfrom', 'WSARecv']));
    expect(callsWith('winsock', 'accepts')).toEqual(expect.arrayContaining(['accept', 'AcceptEx']));
  });

  it('agree if two platforms have a call of the same name', () => {
    for (const name of callNames('linux').filter((one) => findCall('winsock', one))) {
      const [here, there] = [findCall('linux', name)!, findCall('winsock', name)!];
      for (const trait of ['verb', 'receives', 'accepts', 'closes', 'number', 'value', 'idle', 'waits', 'address'] as const) {
        expect(there[trait], `${trait} of ${name}`).toBe(here[trait]);
      }
    }
  });

  it('refer only to arguments that the call has', () => {
    const needed = (call: (typeof all)[number]): string[] => [
      ...(call.waits === 'timeout' ? ['timeout'] : []), ...(call.overlapped === 'if asked' ? ['overlapped'] : []),
      ...(call.replaces ? ['newfd'] : []), ...(call.fetches ? ['pidfd', 'targetfd'] : []),
      ...(call.process === 'creates' || call.process === 'resumes' ? ['process'] : []),
      ...(call.transfers === 'imports' ? ['protocolInfo'] : []),
      ...(call.registersBy !== undefined || call.resultBy ? ['command'] : []),
    ];
    expect(all.flatMap((call) =>
      needed(call).filter((name) => !call.args.some((arg) => arg.name === name)).map((name) => `${call.name}: ${name}`))).toEqual([]);
  });

  it('name arguments of the call in the short form', () => {
    const wrong = all.flatMap((call) => [...(call.short ?? '').matchAll(/\{(\w+)/g)].map(([, name]) => name)
      .filter((name) => !call.args.some((arg) => arg.name === name)).map((name) => `${call.name}: ${name}`));
    expect(wrong).toEqual([]);
  });

  it('use every argument in the C template', () => {
    for (const call of all.filter(({ c }) => typeof c !== 'string')) {
      const named = [...Object.values<string>(call.c)[0]!.matchAll(/\{(\w+)/g)].map(([, name]) => name);
      const own = Object.keys(call.c).filter((form) => form === 'name');
      expect(new Set(named), call.name).toEqual(new Set([...call.args.filter((arg) => !arg.unmodelled).map((arg) => arg.name), ...own]));
    }
  });
});
