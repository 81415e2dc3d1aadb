/** Chooses who acts and what it does: the line then has the usual arguments. */
import { performableCalls } from '../../shared/calls/catalogue.ts';
import type { Scope } from '../../shared/console/scope.ts';
import { OTHER_STEPS, usualStep } from '../../shared/console/usual.ts';
import { writeLine } from '../../shared/console/write-line.ts';
import { splitParticipant } from '../../shared/domain/ids.ts';
import { strings } from './strings.ts';

interface Props {
  line: string;
  /** Makes the call if the line names no process. */
  participant: string;
  scope: Scope;
  onChange: (line: string) => void;
}

/** Every process and thread, with `value` chosen. */
export function ProcessChoice(
  { scope, value, testId, onChoose }: { scope: Scope; value: string; testId: string; onChoose: (participant: string) => void },
) {
  return (
    <label>
      <span className="hidden-words">{strings.process}</span>
      <select className="mono" data-testid={testId} value={value} onChange={({ target }) => onChoose(target.value)}>
        {scope.processes.flatMap((p) => [p.name, ...p.threads.map((t) => `${p.name}/${t}`)].map((name) => (
          <option key={name} value={name} disabled={!p.running}>{p.running ? name : strings.notRunning(name)}</option>
        )))}
      </select>
    </label>
  );
}

/** @param named whether the line names the process in any case. */
export function CallChoice({ line, participant, scope, named = false, onChange }: Props & { named?: boolean }) {
  const { who, what } = headOf(line, participant);
  const platform = scope.processes.find((p) => p.name === splitParticipant(who).process)?.platform;
  const calls = platform ? performableCalls(platform) : [];
  const others = OTHER_STEPS.filter((word) => usualStep(word, who, scope) !== null);
  const choose = (name: string) => {
    const step = usualStep(name, who, scope);
    if (step) onChange(writeLine(step, named ? null : participant, scope));
  };
  return (
    <label>
      <span className="hidden-words">{strings.call}</span>
      <select className="mono call-choice" data-testid="call-choice" value={[...calls, ...others].some((name) => name === what) ? what : ''}
        onChange={({ target }) => choose(target.value)}>
        <option value="" disabled>{strings.chooseCall}</option>
        {calls.map((name) => <option key={name}>{name}</option>)}
        <optgroup label={strings.otherSteps}>{others.map((name) => <option key={name}>{name}</option>)}</optgroup>
      </select>
    </label>
  );
}

/** The line for another process: with its own arguments, unless the user has changed them. */
export function inProcess(line: string, who: string, scope: Scope): string {
  const { who: former, what, rest } = headOf(line, 'main');
  const usual = usualStep(what, former, scope);
  const next = usual && writeLine(usual, null, scope) === line ? usualStep(what, who, scope) : null;
  return next ? writeLine(next, null, scope) : `${who}: ${rest}`;
}

/** Who acts in a line, the word for what it does, and the line without its process. */
export function headOf(line: string, participant: string): { who: string; what: string; rest: string } {
  const [prefix = '', named] = /^\s*([\w/-]+):\s*/.exec(line) ?? [];
  const rest = line.slice(prefix.length);
  return { who: named ?? participant, what: /^\s*(\w+)/.exec(rest)?.[1] ?? '', rest };
}
