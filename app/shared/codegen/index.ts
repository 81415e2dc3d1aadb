/** A scenario as C: one complete program a process, and a header for what they share. */
import type { Scenario } from '../scenario/format.ts';
import { DIALECTS } from './dialect.ts';
import { planOf } from './plan.ts';
import { Programs } from './program.ts';
import { prologue } from './prologue.ts';
import type { Code } from './types.ts';

export type { Code, CodeFile } from './types.ts';

/**
 * The programs make the calls of the scenario in its order, with its arguments and flags, and print a line a step:
 * "step 7 WSAEventSelect ok", "step 9 recv error WSAEWOULDBLOCK" (outcome-line.ts says the same of a trace).
 * `scenario` has been checked. @throws InputProblem naming a call, or a use of a value, that has no C form.
 */
export function generateCode(scenario: Scenario): Code {
  const dialect = DIALECTS[scenario.rules];
  const plan = planOf(scenario, ({ platform, name }) => name in (platform === 'outside' ? dialect.outside : dialect.calls) || name in dialect.ends);
  const programs = new Programs(plan, dialect).files();
  const header = prologue(dialect.head, dialect.chunks, dialect.foot, programs.map((file) => file.text));
  return {
    files: [...programs, { name: 'handoff.h', process: null, text: header, lines: [] }],
    build: programs.map((file) => dialect.build(file.process!)),
    run: dialect.run(plan.director),
  };
}
