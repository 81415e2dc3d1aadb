/** Statements and names that the programs of a plan are made of. */
import { expectationText } from '../format/outcome.ts';
import { isAwait, isCall, isKill, isMessage } from '../scenario/step-kinds.ts';
import { identifier } from './c-text.ts';
import type { PlannedStep, Variable } from './plan.ts';

/** The comment above a step: who makes it, its note, what is expected. */
export function stepText({ n, step, process, thread, call }: PlannedStep): string {
  const who = thread === null ? process : `${process}, thread ${thread}`;
  const note = step.note === undefined ? '' : ` ${step.note}`;
  const expected = 'expect' in step && step.expect ? ` Expected: ${expectationText(step.expect)}.` : '';
  if (isMessage(step)) return `Step ${n}. A message from ${step.from} to ${step.to}.${note}`;
  if (isKill(step)) return `Step ${n}. ${step.kill} is killed.${note}`;
  if (isAwait(step)) return `Step ${n}. ${who}: the ${call?.name} returns.${note}${expected}`;
  return `Step ${n}. ${who}: ${step.call}.${note}${expected}`;
}

export function sends(to: string, sent: Variable, kept: Variable): string[] {
  return [`send_value("${to}", "${kept.name}", &${identifier(sent.name)}, sizeof ${identifier(sent.name)});`];
}

export function receives({ name }: Variable): string {
  return `receive_value("${name}", &${identifier(name)}, sizeof ${identifier(name)});`;
}

export const threadName = (thread: string) => `thread_${thread.replaceAll('-', '_')}`;
export const threadOf = ({ thread, n }: PlannedStep) => (thread === null ? `waiting_${n}` : threadName(thread));

/** Names used in the arguments or the message of a step. */
export function namesIn({ step }: PlannedStep): Set<string> {
  const values: unknown[] = isCall(step) ? Object.values(step.args ?? {})
    : isMessage(step) ? [step.message] : isKill(step) ? [`$${step.kill}`] : [];
  return new Set(values.flatMap((value) => [value].flat()).filter((v): v is string => typeof v === 'string' && v.startsWith('$'))
    .map((v) => v.slice(1)));
}

/** The C types with which the written calls begin a declaration. */
const TYPES = [
  'static', 'struct', 'int', 'long', 'char', 'const', 'ssize_t', 'socklen_t', 'unsigned', 'u_long', 'fd_set', 'BOOL', 'DWORD', 'HANDLE',
  'ULONG_PTR', 'OVERLAPPED', 'STARTUPINFOW', 'PROCESS_INFORMATION', 'SOCKET',
];
const DECLARES = new RegExp(String.raw`^(?:(?:${TYPES.join('|')}) |WSA\w+ \w|_Alignas)`);

/** Wraps statements in braces if they declare something. */
export function block(lines: readonly string[]): string[] {
  return lines.some((line) => DECLARES.test(line)) ? ['{', ...lines.map((line) => `    ${line}`), '}'] : [...lines];
}
