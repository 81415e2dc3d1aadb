/** `handoff validate`: checks scenario files and performs nothing. */
import { readFile } from 'node:fs/promises';
import { parseScenario } from '../../../shared/scenario/check.ts';
import { InputProblem } from '../../../shared/scenario/problem.ts';
import { parseCommandLine } from './args.ts';

export async function validateCommand(args: string[]): Promise<number> {
  const { positionals } = parseCommandLine('validate', args, {});
  if (positionals.length === 0) throw new InputProblem('no scenario given', 'handoff validate', 'Name one or more files.');
  let bad = 0;
  for (const file of positionals) {
    try {
      const scenario = parseScenario(await readFile(file, 'utf8'), file);
      console.log(`${file}: fine, ${scenario.steps.length} steps, ${scenario.processes.length} processes`);
    } catch (error) {
      bad += 1;
      const { code } = error as NodeJS.ErrnoException;
      console.error(error instanceof InputProblem ? error.message.startsWith(file) ? error.message : `${file}: ${error.message}` : `${file}: it cannot be read (${code}).`);
    }
  }
  return bad > 0 ? 2 : 0;
}
