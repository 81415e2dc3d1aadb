/** One step being composed, with its note: chosen and filled in by fields, or typed. Enter keeps it. */
import { useEffect, useMemo, useRef, useState } from 'react';
import { type Scope, scopeAt } from '../../shared/console/scope.ts';
import type { LineProblem } from '../../shared/console/tokens.ts';
import { usualStep } from '../../shared/console/usual.ts';
import { writeLine } from '../../shared/console/write-line.ts';
import { splitParticipant } from '../../shared/domain/ids.ts';
import { faultsOf, withinStep } from '../../shared/scenario/edit/problems.ts';
import type { Scenario, ScenarioStep } from '../../shared/scenario/format.ts';
import { isCall } from '../../shared/scenario/step-kinds.ts';
import { parsed } from '../console/draft.ts';
import { LineInput } from '../console/line-input.tsx';
import { CallChoice, ProcessChoice, headOf, inProcess } from '../console/step-choice.tsx';
import { StepFields } from '../console/step-fields.tsx';
import { isEnter } from '../components/is-enter.ts';
import { strings } from './strings.ts';
import { strings as common } from '../components/strings.ts';

interface Props {
  scenario: Scenario;
  /** Number of steps before it. */
  at: number;
  step: ScenarioStep | null;
  onDone: (step: ScenarioStep) => void;
  onCancel: () => void;
}

export function TypedStep({ scenario, at, step, onDone, onCancel }: Props) {
  const scope = useMemo(() => scopeAt(scenario, at), [scenario, at]);
  const [first] = useState(() => (step ? writeLine(step, null, scope) : `${actorBefore(scenario, at)}: `));
  const [line, setLine] = useState(first);
  const [note, setNote] = useState(step?.note ?? '');
  const [problem, setProblem] = useState<LineProblem | null>(null);
  const [leaving, setLeaving] = useState(false);
  const whole = useRef<HTMLDivElement>(null);
  const { what } = headOf(line, 'main');
  // oxlint-disable-next-line react/exhaustive-effect-dependencies -- the form of another call has another height
  useEffect(() => { whole.current?.scrollIntoView({ block: 'nearest' }); }, [what]);
  const warning = useMemo(() => problemOf(scenario, at, line, scope), [scenario, at, line, scope]);
  const change = (text: string) => {
    setLine(text);
    setProblem(null);
    setLeaving(false);
  };
  const done = () => {
    const read = parsed(line, 'main', scope);
    if (!('step' in read)) {
      setProblem(read.problem);
      return;
    }
    const usual = bareCall(read.step, scope);
    if (usual !== null) {
      change(usual);
      return;
    }
    const raw = step && isCall(step) && step.raw && isCall(read.step) ? { raw: true as const } : {};
    onDone({ ...read.step, ...raw, ...(note.trim() === '' ? {} : { note: note.trim().slice(0, 600) }) });
  };
  // What was typed is not lost by one key.
  const escape = () => {
    if (leaving || (line === first && note === (step?.note ?? ''))) onCancel();
    else setLeaving(true);
  };
  return (
    <div className="typed-step" data-testid="typed-step" data-own-arrows ref={whole}>
      <div className="typed-head">
        <div className="typed-choice">
          <ProcessChoice scope={scope} value={headOf(line, 'main').who} testId="edit-process"
            onChoose={(who) => change(inProcess(line, who, scope))} />
          <CallChoice line={line} participant="main" scope={scope} named onChange={change} />
          <LineInput line={line} participant="main" scope={scope} label={step ? common.stepTitle(at + 1) : strings.newStep}
            testId="edit-line" fault={problem} takesFocus onChange={change} onEnter={done} onEscape={escape} />
        </div>
        {problem ? <p role="alert" data-tone="bad">{problem.message}</p>
          : warning !== null && <p data-tone="warn" data-testid="edit-warning">{warning}</p>}
        {leaving && <output>{strings.escapeAgain}</output>}
        <div className="typed-note">
          <input aria-label={strings.note} data-testid="edit-note" value={note} maxLength={600} placeholder={strings.notePlaceholder}
            onChange={({ target }) => setNote(target.value)}
            onKeyDown={(event) => {
              if (isEnter(event)) done();
              else if (event.key === 'Escape') escape();
              else return;
              event.preventDefault();
              event.stopPropagation();
            }} />
          <button type="button" className="primary" data-testid="edit-done" onClick={done}>{strings.keep}</button>
          <button type="button" data-testid="edit-cancel" onClick={onCancel}>{common.cancel}</button>
        </div>
      </div>
      <StepFields line={line} participant="main" scope={scope} onChange={change} />
    </div>
  );
}

/** A step mostly follows one of the same process. */
function actorBefore({ steps }: Scenario, at: number): string {
  const calls = steps.slice(0, at).filter(isCall);
  return splitParticipant(calls.at(-1)?.process ?? 'main').process;
}

/** The line of a call that was typed without any of its required arguments, with the usual ones; null for any other step. */
function bareCall(step: ScenarioStep, scope: Scope): string | null {
  if (!isCall(step) || step.args !== undefined) return null;
  const usual = usualStep(step.call, step.process, scope);
  const required = usual !== null && isCall(usual) && usual.args !== undefined;
  return required ? writeLine({ ...usual, ...step, args: usual.args }, null, scope) : null;
}

/** Why the step could not be performed here; null while the line is not a step yet. */
function problemOf(scenario: Scenario, at: number, line: string, scope: Scope): string | null {
  const read = parsed(line, 'main', scope);
  if (!('step' in read)) return null;
  const fault = faultsOf({ ...scenario, steps: [...scenario.steps.slice(0, at), read.step] }).find((f) => f.step === at);
  return fault ? withinStep(fault.message) : null;
}
