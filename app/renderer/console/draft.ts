/** The state of the console: the line being typed, its process, and the earlier lines. */
import type { CallStep, ScenarioStep } from '../../shared/scenario/format.ts';
import { readLine } from '../../shared/console/read-line.ts';
import type { Scope } from '../../shared/console/scope.ts';
import { LineProblem } from '../../shared/console/tokens.ts';
import { writeLine } from '../../shared/console/write-line.ts';
import { pageStore } from '../store/resettable.ts';

const KEPT = 100;

/** A line that was performed or refused. */
export interface TypedLine {
  participant: string;
  line: string;
  /** Its step in the trace, or why there is none. */
  step: number | null;
  problem: string | null;
}

export interface ConsoleDraft {
  session: string | null;
  participant: string;
  line: string;
  /** Of this session, oldest first. */
  typed: readonly TypedLine[];
  /** Position in the history, by arrow up; null for a new line. */
  recalled: number | null;
}

export const useDraft = pageStore<ConsoleDraft>(() => ({ session: null, participant: 'main', line: '', typed: [], recalled: null }));

/** Another session has other processes, and an empty history. */
export function beginFor(session: string): void {
  if (useDraft.getState().session !== session) useDraft.setState({ session, participant: 'main', typed: [], recalled: null });
}

export function setLine(line: string): void {
  useDraft.setState({ line, recalled: null });
}

export function keep(typed: TypedLine): void {
  useDraft.setState((s) => ({ typed: [...s.typed, typed].slice(-KEPT), recalled: null }));
}

/** One line back (-1) or forward (1) in the history. */
export function recall(by: -1 | 1): void {
  const { typed, recalled } = useDraft.getState();
  const at = (recalled ?? typed.length) + by;
  const found = typed[at];
  if (found) useDraft.setState({ line: found.line, participant: found.participant, recalled: at });
  else if (by === 1) useDraft.setState({ line: '', recalled: null });
}

/** The step of a line, or its problem. */
export function parsed(line: string, participant: string, scope: Scope): { step: ScenarioStep } | { problem: LineProblem } {
  try {
    return { step: readLine(line, participant, scope) };
  } catch (error) {
    if (error instanceof LineProblem) return { problem: error };
    throw error;
  }
}

/** The line with one argument changed; undefined removes it. Null if the line is not yet a call. */
export function withArgument(
  line: string, participant: string, scope: Scope, name: string, value: NonNullable<CallStep['args']>[string] | undefined,
): string | null {
  const read = parsed(line, participant, scope);
  if (!('step' in read) || !('call' in read.step)) return null;
  const { [name]: _former, ...others } = read.step.args ?? {};
  return writeLine({ ...read.step, args: value === undefined ? others : { ...read.step.args, [name]: value } }, participant, scope);
}

/** The line with another name for its result; an empty one removes it. */
export function withResultName(line: string, participant: string, scope: Scope, name: string): string | null {
  const read = parsed(line, participant, scope);
  if (!('step' in read) || !('call' in read.step)) return null;
  const { as: _former, ...others } = read.step;
  return writeLine(name === '' ? others : { ...others, as: name }, participant, scope);
}
