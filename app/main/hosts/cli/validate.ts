/** `handoff validate`: checks scenario files and performs nothing. */
import { parseScenario } from '../../../shared/scenario/check.ts';
import { InputProblem } from '../../../shared/base/input-problem.ts';
import { brief } from '../../../shared/base/visible.ts';
import { parseCommandLine } from './args.ts';
import { SCENARIO_BYTES, readNamed } from './files.ts';
import { complain, say, sayJson } from './output.ts';

interface Checked {
  file: string;
  ok: boolean;
  title?: string;
  steps?: number;
  processes?: number;
  /** The problem, its place, and what to do. */
  problem?: string;
}

export async function validateCommand(args: string[]): Promise<number> {
  const { values, positionals } = parseCommandLine('validate', args, { json: { type: 'boolean' } });
  if (positionals.length === 0) throw new InputProblem('no scenario given', 'handoff validate', 'Name one or more files.');
  let bad = 0;
  for (const file of positionals) {
    const checked = await check(file);
    if (!checked.ok) bad += 1;
    if (values.json) sayJson(checked);
    else if (checked.ok) say(`${file}: valid, ${checked.steps} steps, ${checked.processes} processes`);
    else complain(checked.problem!);
  }
  return bad > 0 ? 2 : 0;
}

async function check(file: string): Promise<Checked> {
  try {
    const bytes = await readNamed(file, { most: SCENARIO_BYTES, advice: 'Name a scenario file.', larger: 'A scenario is smaller.' });
    const scenario = parseScenario(bytes.toString('utf8'), file);
    return { file, ok: true, title: scenario.title, steps: scenario.steps.length, processes: scenario.processes.length };
  } catch (error) {
    if (!(error instanceof InputProblem)) throw error;
    return { file, ok: false, problem: error.where.startsWith(file) ? error.message : `${brief(file)}: ${error.message}` };
  }
}
