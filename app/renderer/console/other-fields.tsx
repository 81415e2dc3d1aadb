/** Fields of a step that is not a call: a message, a wait for a call, the end of a process. */
import type { Scope } from '../../shared/console/scope.ts';
import type { MessageStep, ScenarioStep } from '../../shared/scenario/format.ts';
import { isAwait, isKill, isMessage } from '../../shared/scenario/step-kinds.ts';
import { strings } from './strings.ts';

interface Props {
  step: ScenarioStep;
  scope: Scope;
  onStep: (step: ScenarioStep) => void;
}

export function OtherFields({ step, scope, onStep }: Props) {
  const running = scope.processes.filter((p) => p.running).map((p) => p.name);
  const field = (name: keyof typeof strings.other, value: string, options: readonly string[], set: (value: string) => ScenarioStep) => (
    <label className="field">
      <span className="field-name">{strings.other[name]}</span>
      <select className="mono" data-testid={`field-${name}`} value={value} onChange={({ target }) => onStep(set(target.value))}>
        {[...new Set([value, ...options])].map((option) => <option key={option}>{option}</option>)}
      </select>
    </label>
  );
  return (
    <div className="call-fields" data-testid="call-fields">
      {isKill(step) && field('kill', step.kill, running.filter((name) => name !== 'main'), (kill) => ({ ...step, kill }))}
      {isAwait(step) && field('await', step.await, scope.names.filter((n) => n.kind === 'pending').map((n) => `$${n.name}`),
        (name) => ({ ...step, await: name }))}
      {isMessage(step) && <>
        {field('message', step.message, [...scope.names.map((n) => `$${n.name}`).toReversed(), ...running.map((name) => `$${name}`)],
          (message) => ({ ...step, message }))}
        {field('from', step.from, running, (from) => ({ ...step, from }))}
        {field('to', step.to, running, (to) => ({ ...step, to }))}
        {field('carrier', step.carrier, ['ipc', 'pipe', 'file'], (carrier) => ({ ...step, carrier: carrier as MessageStep['carrier'] }))}
      </>}
    </div>
  );
}
