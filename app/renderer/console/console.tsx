/** The console: any call of the catalogue, typed or built from fields, for any process of the session. */
import './console.css';
import { useEffect, useMemo, useState } from 'react';
import { CornerDownLeft, GitBranch } from 'lucide-react';
import { findCall } from '../../shared/calls/catalogue.ts';
import { fieldsOf } from '../../shared/console/fields.ts';
import { type Scope, scopeAt } from '../../shared/console/scope.ts';
import { usualStep } from '../../shared/console/usual.ts';
import { writeLine } from '../../shared/console/write-line.ts';
import { splitParticipant } from '../../shared/domain/ids.ts';
import { withoutFileForm } from '../../shared/scenario/edit/problems.ts';
import type { CallStep, ScenarioStep } from '../../shared/scenario/format.ts';
import { isCall } from '../../shared/scenario/step-kinds.ts';
import { branchFrom, performTyped } from '../store/control.ts';
import { currentHistory, isRecording, useSession } from '../store/session.ts';
import { beginFor, keep, parsed, recall, setLine, useDraft } from './draft.ts';
import { LineInput } from './line-input.tsx';
import { CallChoice, ProcessChoice } from './step-choice.tsx';
import { StepFields } from './step-fields.tsx';
import { TypedLines } from './typed-lines.tsx';
import { strings } from './strings.ts';
import { strings as common } from '../components/strings.ts';

export function Console() {
  const recording = useSession(isRecording);
  return recording ? <p className="empty" data-testid="no-console">{common.cannotContinue}</p> : <Composer />;
}

function Composer() {
  const opened = useSession((s) => s.opened);
  const performed = useSession((s) => s.state?.performed ?? 0);
  const taken = useSession((s) => s.state?.taken);
  const status = useSession((s) => s.state?.status);
  const { line, participant, recalled } = useDraft();
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [lineKey, setLineKey] = useState(0);
  /** The name of a call that Enter has completed: the same again is performed unchanged. */
  const [completed, setCompleted] = useState('');
  const scenario = opened?.scenario;
  const scope = useMemo(() => (scenario ? scopeAt(scenario, performed, taken) : null), [scenario, performed, taken]);
  const session = opened?.state.session;
  useEffect(() => { if (session !== undefined) beginFor(session); }, [session]);
  const read = useMemo(() => (scope && line.trim() !== '' ? parsed(line, participant, scope) : null), [line, participant, scope]);
  if (!scope || !opened) return null;
  const examples = EXAMPLES.flatMap((call) => {
    const step = usualStep(call, participant, scope);
    return step && isComplete(step, scope) ? [writeLine(step, participant, scope)] : [];
  });
  const over = status === 'closed';

  const change = (text: string) => {
    setProblem(null);
    setLine(text);
  };
  const perform = () => {
    if (busy || over) return;
    if (!read || 'problem' in read) {
      setProblem(read ? read.problem.message : null);
      return;
    }
    const whole = usualLine(line, participant, scope);
    if (whole !== null && completed !== line.trim()) {
      setCompleted(line.trim());
      setLine(whole);
      setLineKey((key) => key + 1);
      return;
    }
    setBusy(true);
    void performTyped(read.step).then((refused) => {
      setBusy(false);
      setProblem(refused === null ? null : withoutPath(refused));
      keep({ participant, line: line.trim(), step: refused === null ? stepOfLast() : null,
        problem: refused === null ? null : withoutPath(refused) });
      if (refused === null) {
        setCompleted('');
        setLine('');
        setLineKey((key) => key + 1);
      }
    });
  };
  const fault = read && 'problem' in read && problem !== null ? read.problem : null;
  return (
    <div className="console" data-testid="console" data-own-arrows>
      <div className="console-line">
        <ProcessChoice scope={scope} value={participant} testId="console-process"
          onChoose={(who) => {
            setCompleted('');
            useDraft.setState({ participant: who });
          }} />
        <CallChoice line={line} participant={participant} scope={scope} onChange={change} />
        <LineInput key={`${lineKey} ${recalled ?? ''}`} line={line} participant={participant} scope={scope} label={strings.line}
          testId="console-line" fault={fault} takesFocus
          onChange={change} onEnter={perform} onRecall={recall} />
        <button type="button" className="primary" data-testid="console-perform" aria-disabled={busy || over || line.trim() === ''}
          onClick={perform} title={strings.performTitle}>
          <CornerDownLeft size={13} aria-hidden="true" /> {busy ? strings.performing : strings.perform}
        </button>
      </div>
      <ElsewhereNote />
      {problem !== null && <p className="console-problem" role="alert" data-testid="console-problem">{problem}</p>}
      <div className="console-body">
        <StepFields line={line} participant={participant} scope={scope} onChange={change} />
        <TypedLines examples={examples} />
      </div>
    </div>
  );
}

/** A line with a bare call that creates a thing, with the arguments that it usually has; null for others. */
function usualLine(line: string, participant: string, scope: Scope): string | null {
  const [, named, call] = /^\s*(?:([\w/-]+):\s*)?(\w+)\s*$/.exec(line) ?? [];
  const step = call === undefined ? null : usualStep(call, named ?? participant, scope);
  return step && isCall(step) && step.args ? writeLine(step, participant, scope) : null;
}

const EXAMPLES = ['WSASocketW', 'socket', 'getsockname', 'message', 'kill'] as const;

/** Whether each argument that the call needs has a value in this scope. */
const isComplete = (step: ScenarioStep, scope: Scope): boolean =>
  !isCall(step) || !fieldsOf(findCall(platformOf(step, scope), step.call)!, step.process, scope)
    .some((field) => !field.optional && step.args?.[field.name] === undefined);

const platformOf = ({ process }: CallStep, scope: Scope) =>
  scope.processes.find((p) => p.name === splitParticipant(process).process)!.platform;

/** The step's internal path means nothing to a user who typed a line. */
const withoutPath = (message: string): string =>
  withoutFileForm(message.replace(/^session\.perform: /, '').replace(/^step\.(?:args\.)?/, ''));

/** The step just performed; its completions follow it. */
function stepOfLast(): number | null {
  return currentHistory().log.steps().findLast((step) => step.plan !== null)?.n ?? null;
}

/** A user at an earlier step can continue from there: that creates a branch. */
function ElsewhereNote() {
  const position = useSession((s) => s.position);
  const length = useSession((s) => s.length);
  if (position >= length) return null;
  return (
    <p className="console-note">
      {strings.earlierStep(position, length)}
      <button type="button" className="link" data-testid="console-branch" onClick={() => void branchFrom(position)}>
        <GitBranch size={12} aria-hidden="true" /> {strings.branchHere}
      </button>
    </p>
  );
}
