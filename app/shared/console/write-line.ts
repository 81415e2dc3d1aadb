/** Writes a step of a scenario as a typed line, which `readLine` parses back. Notes are left out. */
import { findCall } from '../calls/catalogue.ts';
import { splitParticipant } from '../domain/ids.ts';
import type { CallStep, ScenarioStep } from '../scenario/format.ts';
import { isAwait, isCall, isMessage } from '../scenario/step-kinds.ts';
import type { ArgType } from '../calls/types.ts';
import { writeExpectation } from './expectation.ts';
import type { Scope } from './scope.ts';
import { writeValue } from './values.ts';

/** @param participant makes the call if a line names no process; null to always name the process. */
export function writeLine(step: ScenarioStep, participant: string | null, scope: Pick<Scope, 'processes'>): string {
  if (isCall(step)) return writeCall(step, participant, scope);
  if (isMessage(step)) {
    const what = step.message.startsWith('$') ? step.message : JSON.stringify(step.message);
    return [`message ${what} ${step.from} ${step.to} by ${step.carrier}`, ...(step.as === undefined ? [] : [`as ${step.as}`])].join(' ');
  }
  if (isAwait(step)) {
    return [`await ${step.await}`,
      ...(step.within === undefined ? [] : [`within ${step.within}`]), ...bound(step), ...expected(step)].join(' ');
  }
  return `kill ${step.kill}`;
}

function writeCall(step: CallStep, participant: string | null, scope: Pick<Scope, 'processes'>): string {
  const { process } = splitParticipant(step.process);
  const platform = scope.processes.find((p) => p.name === process)?.platform ?? 'winsock';
  const specs = findCall(platform, step.call)?.args ?? [];
  const args = Object.entries(step.args ?? {}).map(([name, value]) => {
    const type: ArgType = specs.find((a) => a.name === name)?.type ?? { kind: 'choice', set: {} };
    return `${name}=${writeValue(type, value)}`;
  });
  return [...(step.process === participant ? [] : [`${step.process}:`]), step.call, ...args, ...bound(step), ...expected(step)].join(' ');
}

const bound = ({ as }: Pick<CallStep, 'as'>): string[] => (as === undefined ? [] : [`as ${[as].flat().join(',')}`]);

const expected = ({ expect }: Pick<CallStep, 'expect'>): string[] => (expect ? [`expect ${writeExpectation(expect)}`] : []);
