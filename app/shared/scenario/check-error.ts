/** Checks the error that an expectation names. */
import { errorName, errorNames, errorNumber } from '../calls/errors.ts';
import type { Rules } from '../domain/entities.ts';
import { nearest } from '../base/nearest.ts';
import { InputProblem } from '../base/input-problem.ts';

/** @throws InputProblem if the text is neither the name of an error nor the number of one without a name. */
export function checkError(rules: Rules, error: string | number | undefined, where: string): void {
  if (typeof error !== 'string' || errorNumber(rules, error) !== undefined) return;
  // An error without a name is named by its number.
  if (/^\d+$/.test(error) && errorName(rules, Number(error)) === error) return;
  const hint = nearest(error, errorNames(rules));
  throw new InputProblem(`"${error}" is not the name of an error of ${rules === 'winsock' ? 'Winsock' : 'Linux'}`, where,
    hint ? `Did you mean "${hint}"?` : 'Write its name as the documentation has it, or its number.');
}
