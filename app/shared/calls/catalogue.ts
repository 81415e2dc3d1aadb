/** The catalogue of calls, read by scenarios, console, rules, bridge, code generation and help. */
import type { Rules } from '../domain/entities.ts';
import { LINUX_CALLS } from './linux.ts';
import { OUTSIDE_CALLS } from './outside.ts';
import type { Does } from './traits.ts';
import type { CallSpec, Platform } from './types.ts';
import { WINSOCK_CALLS } from './winsock.ts';

const CATALOGUE = { winsock: WINSOCK_CALLS, linux: LINUX_CALLS, outside: OUTSIDE_CALLS } as const satisfies Record<Platform,
  Readonly<Record<string, CallSpec>>>;

type Catalogue = typeof CATALOGUE;
export type CallName<P extends Platform = Platform> = { [Q in P]: keyof Catalogue[Q] }[P] & string;
export type WinsockCallName = CallName<'winsock'>;
export type LinuxCallName = CallName<'linux'>;
export type OutsideCallName = CallName<'outside'>;

/** Returns the names of a platform's calls that have these traits. */
export type CallsWith<P extends Platform, T> = { [N in CallName<P>]: Catalogue[P][N
  & keyof Catalogue[P]] extends T ? N : never }[CallName<P>];

/** The arguments of a call name on every platform that has it. */
export type ArgsOf<N extends CallName> =
  { [P in Platform]: N extends keyof Catalogue[P] ? Catalogue[P][N] extends { args: readonly (infer A)[] } ? A : never : never }[Platform];

const BY_NAME: Readonly<Record<Platform, ReadonlyMap<string, CallSpec>>> = {
  winsock: new Map(Object.entries(WINSOCK_CALLS)), linux: new Map(Object.entries(LINUX_CALLS)),
  outside: new Map(Object.entries(OUTSIDE_CALLS)),
};

export function findCall(platform: Platform, name: string): CallSpec | undefined {
  return BY_NAME[platform].get(name);
}

export function callNames<P extends Platform>(platform: P): CallName<P>[] {
  return [...BY_NAME[platform].keys()] as CallName<P>[];
}

/** Returns the names of a platform's calls that a scenario can perform; the others are for recordings of programs. */
export function performableCalls<P extends Platform>(platform: P): CallName<P>[] {
  return callNames(platform).filter((name) => BY_NAME[platform].get(name)!.notPerformed === undefined);
}

/** Returns the entry of a call under these rules, made by a participant or an outside process. */
export function specOf(rules: Rules, name: string): CallSpec | undefined {
  return findCall(rules, name) ?? findCall('outside', name);
}

/** Returns the entry of a call under unknown rules: calls of the same name do the same on both platforms. */
export function anySpecOf(name: string): CallSpec | undefined {
  return specOf('winsock', name) ?? findCall('linux', name);
}

/** Returns the names of the calls that have a trait, limited to one of its values if that is given. */
export function callsWith<P extends Platform, K extends keyof Does>(platform: P, trait: K, value?: Does[K]): CallName<P>[] {
  return callNames(platform).filter((name) => {
    const call: Does = BY_NAME[platform].get(name)!;
    return value === undefined ? call[trait] !== undefined : call[trait] === value;
  });
}
