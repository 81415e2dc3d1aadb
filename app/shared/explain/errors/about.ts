/** Everything known about an error by name or number: its meaning, the calls that return it, and scenarios that show it. */
import { errorName, errorNumber } from '../../calls/errors.ts';
import type { Rules } from '../../domain/entities.ts';
import { GIVEN_BY } from './given-by.ts';
import { LINUX_MEANINGS } from './linux.ts';
import { WINSOCK_MEANINGS } from './winsock.ts';
import { own } from '../../base/own.ts';

export interface ErrorFacts {
  rules: Rules;
  name: string;
  number: number;
  meaning: string;
  /** The calls of the catalogue that can return it, with the rules for it. */
  calls: readonly { readonly call: string; readonly rules: readonly string[] }[];
  /** Scenarios of the library that show it. */
  scenarios: readonly { readonly id: string; readonly step: number }[];
}

const MEANINGS: Readonly<Record<Rules, Readonly<Record<string, string>>>> = { winsock: WINSOCK_MEANINGS, linux: LINUX_MEANINGS };

/** Returns every error with this name or number on either platform; empty if none is known. */
export function aboutError(asked: string): ErrorFacts[] {
  const wanted = asked.trim().toUpperCase();
  return (['winsock', 'linux'] as const).flatMap((rules) => {
    const name = /^-?\d+$/.test(wanted) ? errorName(rules, Math.abs(Number(wanted))) : wanted;
    const number = errorNumber(rules, name);
    if (number === undefined) return [];
    const given = own(GIVEN_BY[rules], name);
    return [{
      rules, name, number, meaning: own(MEANINGS[rules], name) ?? 'its meaning is not described here',
      calls: Object.entries(given?.calls ?? {}).map(([call, ids]) => ({ call, rules: ids })), scenarios: given?.scenarios ?? [],
    }];
  });
}

/** Every known error name. */
export const ERROR_NAMES: readonly string[] = [...Object.keys(WINSOCK_MEANINGS), ...Object.keys(LINUX_MEANINGS)];
