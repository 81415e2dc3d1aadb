/** One catalogue of calls: scenarios, console, rules, bridge, code and help all read it. */
import { LINUX_CALLS } from './linux.ts';
import { OUTSIDE_CALLS } from './outside.ts';
import type { CallSpec, Platform } from './types.ts';
import { WINSOCK_CALLS } from './winsock.ts';

const BY_PLATFORM: Readonly<Record<Platform, ReadonlyMap<string, CallSpec>>> = {
  winsock: byName(WINSOCK_CALLS),
  linux: byName(LINUX_CALLS),
  outside: byName(OUTSIDE_CALLS),
};

function byName(calls: readonly CallSpec[]): ReadonlyMap<string, CallSpec> {
  return new Map(calls.map((call) => [call.name, call]));
}

export function findCall(platform: Platform, name: string): CallSpec | undefined {
  return BY_PLATFORM[platform].get(name);
}

export function callNames(platform: Platform): string[] {
  return [...BY_PLATFORM[platform].keys()];
}
