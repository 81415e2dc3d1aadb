/** A scenario as C: one complete program a process, and a header for what they share. */
import { type Scenario, scenarioSchema } from '../scenario/format.ts';
import { InputProblem, pathText } from '../base/input-problem.ts';
import { DIALECTS } from './dialect.ts';
import { planOf } from './plan.ts';
import { Programs } from './program.ts';
import { prologue } from './prologue.ts';
import type { Code } from './types.ts';

export type { Code, CodeFile } from './types.ts';

/**
 * The programs make the calls of the scenario in its order, with its arguments and flags, and print a line a step:
 * "step 7 WSAEventSelect ok", "step 9 recv error WSAEWOULDBLOCK" (outcome-line.ts says the same of a trace).
 * @throws InputProblem naming a call that is in no catalogue, a use of a value that has no C form, and where a name is
 * none: that of a process becomes a file and a word of a shell.
 */
export function generateCode(scenario: Scenario): Code {
  // A trace has its scenario in its header, where any file can have anything.
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
