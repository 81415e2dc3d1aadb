/** Error numbers and names of both platforms. */
import { LINUX_ERRORS } from './constants-linux.ts';
import { WINSOCK_ERRORS } from './constants-winsock.ts';
import type { Rules } from '../domain/entities.ts';

const NAMES: Readonly<Record<Rules, ReadonlyMap<number, string>>> = {
  winsock: new Map(Object.entries(WINSOCK_ERRORS).map(([name, number]) => [number, name])),
  linux: new Map(Object.entries(LINUX_ERRORS).map(([name, number]) => [number, name])),
};

/** Returns "WSAEINVAL" for 10022, or the number as text if it has no name. */
export function errorName(rules: Rules, number: number): string {
  return NAMES[rules].get(number) ?? String(number);
}

export const errorNames = (rules: Rules): string[] => [...NAMES[rules].values()];

export function errorNumber(rules: Rules, name: string): number | undefined {
  const table: Readonly<Record<string, number>> = rules === 'winsock' ? WINSOCK_ERRORS : LINUX_ERRORS;
  return Object.hasOwn(table, name) ? table[name] : undefined;
}
