/** The names available at a position in a scenario: running processes and bound names. */
import { StepChecks, type BoundName } from '../scenario/check-steps.ts';
import type { Scenario } from '../scenario/format.ts';
import { InputProblem } from '../base/input-problem.ts';
import type { Platform } from '../calls/types.ts';

export interface ScopeProcess {
  name: string;
  /** The catalogue of its calls. */
  platform: Platform;
  threads: readonly string[];
  /** False before it is created or resumed, and after it has ended. */
  running: boolean;
  /** A call starts it: it inherits descriptors. */
  started: boolean;
}

export interface Scope {
  processes: readonly ScopeProcess[];
  names: readonly BoundName[];
}

/**
 * @param at number of steps before the position. Steps that contradict earlier ones are skipped.
 * @param taken names of descriptors that main received from outside the session.
 */
export function scopeAt(scenario: Scenario, at: number, taken: readonly string[] = []): Scope {
  const checks = new StepChecks(scenario);
  for (const name of taken) checks.assume(name, 'descriptor', 'main');
  for (const [i, step] of scenario.steps.slice(0, at).entries()) {
    try {
      checks.check(step, `steps[${i}]`);
    } catch (error) {
      if (!(error instanceof InputProblem)) throw error;
    }
  }
  const running = new Set(checks.running());
  return {
    names: checks.names(),
    processes: scenario.processes.map((p) =>
      ({ name: p.name, platform: checks.platformOf(p.name), threads: p.threads ?? [], running: running.has(p.name),
        started: p.start === 'later' })),
  };
}

/** Returns an unused name: "s", "s2", "s3". */
export function freeName(scope: Scope, base: string): string {
  const taken = new Set([...scope.names.map((n) => n.name), ...scope.processes.map((p) => p.name)]);
  for (let n = 1; ; n++) {
    const name = n === 1 ? base : `${base}${n}`;
    if (!taken.has(name)) return name;
  }
}
