/** `handoff validate`: checks scenario files and performs nothing. */
import { readFile } from 'node:fs/promises';
import { parseScenario } from '../../../shared/scenario/check.ts';
import { InputProblem } from '../../../shared/scenario/problem.ts';
import { parseCommandLine } from './args.ts';

interface Checked {
  file: string;
  ok: boolean;
  title?: string;
  steps?: number;
  processes?: number;
  /** What is wrong, where, and what to do. */
  problem?: string;
}

export async function validateCommand(args: string[]): Promise<number> {
  const { values, positionals } = parseCommandLine('validate', args, { json: { type: 'boolean' } });
  if (positionals.length === 0) throw new InputProblem('no scenario given', 'handoff validate', 'Name one or more files.');
  let bad = 0;
  for (const file of positionals) {
    const checked = await check(file);
    if (!checked.ok) bad += 1;
    if (values.json) console.log(JSON.stringify(checked));
    else if (checked.ok) console.log(`${file}: fine, ${checked.steps} steps, ${checked.processes} processes`);
    else console.error(checked.problem);
  }
  return bad > 0 ? 2 : 0;
}

async function check(file: string): Promise<Checked> {
  try {
    const scenario = parseScenario(await readFile(file, 'utf8'), file);
    return { file, ok: true, title: scenario.title, steps: scenario.steps.length, processes: scenario.processes.length };
  } catch (error) {
    if (!(error instanceof InputProblem)) return { file, ok: false, problem: `${file}: it cannot be read (${(error as NodeJS.ErrnoException).code}).` };
    return { file, ok: false, problem: error.message.startsWith(file) ? error.message : `${file}: ${error.message}` };
  }
}
