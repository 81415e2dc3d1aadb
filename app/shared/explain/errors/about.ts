/** All that is known of an error by its name or number: what it means here, who gives it, where it is shown. */
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
  /** The calls of the catalogue that give it in some case, with the rules it rests on. */
  calls: readonly { readonly call: string; readonly rules: readonly string[] }[];
  /** Where the library shows it. */
  scenarios: readonly { readonly id: string; readonly step: number }[];
}

const MEANINGS: Readonly<Record<Rules, Readonly<Record<string, string>>>> = { winsock: WINSOCK_MEANINGS, linux: LINUX_MEANINGS };

/** Every error the name or number can mean, on either platform; empty when none is known. */
export function aboutError(asked: string): ErrorFacts[] {
  const wanted = asked.trim().toUpperCase();
  return (['winsock', 'linux'] as const).flatMap((rules) => {
    const name = /^-?\d+$/.test(wanted) ? errorName(rules, Math.abs(Number(wanted))) : wanted;
    const number = errorNumber(rules, name);
    if (number === undefined) return [];
    const given = own(GIVEN_BY[rules], name);
    return [{
      rules, name, number, meaning: own(MEANINGS[rules], name) ?? 'it has a name here, and nothing is known of it',
      calls: Object.entries(given?.calls ?? {}).map(([call, ids]) => ({ call, rules: ids })), scenarios: given?.scenarios ?? [],
    }];
  });
}

/** Every name that can be asked for. */
export const ERROR_NAMES: readonly string[] = [...Object.keys(WINSOCK_MEANINGS), ...Object.keys(LINUX_MEANINGS)];
