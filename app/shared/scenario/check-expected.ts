/** Checks the names that an expectation uses: events, errors and fields of a structure. */
import { nearest } from '../base/nearest.ts';
import { InputProblem } from '../base/input-problem.ts';
import { FD } from '../calls/constants-winsock.ts';
import { errorNumber } from '../calls/errors.ts';
import { PROTOCOL_INFO_FIELDS } from '../domain/protocol-info.ts';
import type { Rules } from '../domain/entities.ts';
import type { Expectation } from './format.ts';

/** Fields whose value is a number; the others are a GUID, a chain and text. */
const FIELDS = PROTOCOL_INFO_FIELDS.filter(({ kind }) => kind === 'u32' || kind === 'i32').map(({ name }) => name)
  .filter((name) => !name.includes('.'));

/** @throws InputProblem with the path of an unknown name, below `where`. */
export function checkExpected(rules: Rules, expected: Expectation | undefined, where: string): void {
  for (const [event, code] of Object.entries(expected?.errors ?? {})) {
    checkName(event, Object.keys(FD), `${where}.errors`);
    if (typeof code === 'string' && errorNumber(rules, code) === undefined)
      throw new InputProblem(`"${code}" is not the name of an error`, `${where}.errors.${event}`, 'Write a name, a number, or 0 for none.');
  }
  for (const name of Object.keys(expected?.fields ?? {})) checkName(name, FIELDS, `${where}.fields`);
}

function checkName(name: string, known: readonly string[], where: string): void {
  if (known.includes(name)) return;
  const hint = nearest(name, known);
  throw new InputProblem(`"${name}" is not known here`,
    `${where}.${name}`, hint ? `Did you mean "${hint}"?` : `Known: ${known.join(', ')}.`);
}
