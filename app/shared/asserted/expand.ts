/** Expands a group of typed lines to a scenario, and says which of its steps are assertions. */
import { InputProblem } from '../base/input-problem.ts';
import { readLine } from '../console/read-line.ts';
import { scopeAt } from '../console/scope.ts';
import { LineProblem } from '../console/tokens.ts';
import type { RuleId } from '../domain/ids.ts';
import { checkScenario } from '../scenario/check.ts';
import { type Scenario, type ScenarioStep, SCENARIO_FORMAT } from '../scenario/format.ts';
import type { Group, Source } from './format.ts';

/** The process that makes the calls of a line that names none. It is not main: main is the inspector and never waits. */
const PROCESS = 'app';
const THREADS = ['t1', 't2'];

export interface Assertion {
  /** "group/number", the number counting from 1. */
  id: string;
  /** Index of its step in the scenario, from 0. */
  step: number;
  line: string;
  /** The source marks it as failing on the Wine of its commit. */
  todo: boolean;
}

export interface AssertedCase {
  group: Group;
  source: Source;
  scenario: Scenario;
  assertions: readonly Assertion[];
}

/** Throws InputProblem for an unknown setup, an invalid line, or a group without an assertion. */
export function expandGroup(group: Group, source: Source, setups: Readonly<Record<string, readonly string[]>>): AssertedCase {
  const processes: Scenario['processes'] = [{ name: PROCESS, threads: THREADS }, ...(group.processes ?? []).map((name) => ({ name }))];
  const empty: Scenario = { format: SCENARIO_FORMAT, title: group.title, rules: 'winsock', processes, steps: [] };
  const scope = scopeAt(empty, 0);
  const before = (group.setup ?? []).flatMap((name) => setupOf(name, group.id, setups));
  const lines = [...before, ...group.steps];
  const assertions: Assertion[] = [];
  const steps = lines.map((line, i): ScenarioStep => {
    const { text, note } = splitNote(line);
    const step = parsed(text, group.id, () => readLine(text, PROCESS, scope));
    if (i >= before.length && 'expect' in step && step.expect !== undefined) {
      assertions.push({ id: `${group.id}/${assertions.length + 1}`, step: i, line: text, todo: note?.startsWith('todo') === true });
    }
    return note === null ? step : { ...step, note };
  });
  if (assertions.length === 0) throw new InputProblem(`the group "${group.id}" asserts nothing`, group.id, 'Add "expect" to a line.');
  const teaches: RuleId[] = [...group.rules];
  return { group, source, scenario: checkScenario({ ...empty, teaches, steps }), assertions };
}

function setupOf(name: string, group: string, setups: Readonly<Record<string, readonly string[]>>): readonly string[] {
  const found = Object.hasOwn(setups, name) ? setups[name] : undefined;
  if (!found) throw new InputProblem(`no setup is named "${name}"`, group, `Known: ${Object.keys(setups).join(', ')}.`);
  return found;
}

function splitNote(line: string): { text: string; note: string | null } {
  const at = line.indexOf(' # ');
  return at < 0 ? { text: line, note: null } : { text: line.slice(0, at), note: line.slice(at + 3) };
}

function parsed<T>(line: string, group: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof LineProblem) throw new InputProblem(`${error.message} in "${line}"`, group, 'Correct the line.');
    throw error;
  }
}
