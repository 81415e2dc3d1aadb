/** Command lines, with one clear message for what is not understood. */
import { type ParseArgsConfig, parseArgs } from 'node:util';
import { InputProblem } from '../../../shared/scenario/problem.ts';

/** Throws InputProblem for unknown options and missing values. */
export function parseCommandLine<T extends NonNullable<ParseArgsConfig['options']>>(command: string, args: string[], options: T) {
  try {
    return parseArgs({ args, options, allowPositionals: true, strict: true });
  } catch (error) {
    const [what] = (error as Error).message.split('. ');
    throw new InputProblem(what!, `handoff ${command}`, '"handoff help" lists the options.');
  }
}
