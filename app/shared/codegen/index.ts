/** Writes a scenario as C: one complete program per process and a shared header. */
import { type Scenario, scenarioSchema } from '../scenario/format.ts';
import { InputProblem, pathText } from '../base/input-problem.ts';
import { DIALECTS } from './dialect.ts';
import { planOf } from './plan.ts';
import { Programs } from './program.ts';
import { prologue } from './prologue.ts';
import type { Code } from './types.ts';

export type { Code, CodeFile } from './types.ts';

/**
 * The programs make the calls of the scenario in order, with its arguments and flags, and print one line per step:
 * "step 7 WSAEventSelect ok", "step 9 recv error WSAEWOULDBLOCK" (outcome-line.ts writes the same lines for a trace).
 * @throws InputProblem for a scenario without steps, an unknown call, a value that has no C form, or an invalid name: a process
 * name becomes a file name and a word in a shell command.
 */
export function generateCode(scenario: Scenario): Code {
  // First, because a recording has no steps, and can have more processes than a scenario.
  if (scenario.steps.length === 0) {
    throw new InputProblem('there are no steps that could be written as C', 'steps',
      'For a recording, extract a scenario first: "handoff extract".');
  }
  // The header of a trace file contains the scenario and can contain anything.
  const { error } = scenarioSchema.safeParse(scenario);
  const issue = error?.issues[0];
  if (issue) {
    throw new InputProblem(`${issue.message}, so it cannot be written as C`, pathText(issue.path), 'Export it as ndjson, svg or html.');
  }
  const dialect = DIALECTS[scenario.rules];
  const plan = planOf(scenario);
  const programs = new Programs(plan, dialect).files();
  const header = prologue(dialect.head, dialect.chunks, dialect.foot, programs.map((file) => file.text));
  return {
    files: [...programs, { name: 'handoff.h', process: null, text: header, lines: [] }],
    build: programs.map((file) => dialect.build(file.process!)),
    run: dialect.run(plan.director),
  };
}
