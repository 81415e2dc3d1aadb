/** The console: any call of the catalogue, typed or built from fields, for any process of the session. */
import './console.css';
import { useEffect, useMemo, useState } from 'react';
import { CornerDownLeft, GitBranch } from 'lucide-react';
import { findCall } from '../../shared/calls/catalogue.ts';
import { completeLine } from '../../shared/console/complete-line.ts';
import { scopeAt } from '../../shared/console/scope.ts';
import { splitParticipant } from '../../shared/domain/ids.ts';
import { type CallStep, isCall } from '../../shared/scenario/format.ts';
import { branchFrom, performTyped } from '../store/control.ts';
import { currentHistory, isRecording, useSession } from '../store/session.ts';
import { CallFields } from './call-fields.tsx';
import { CallHelp } from './call-help.tsx';
import { beginFor, keep, parsed, recall, setLine, useDraft, withArgument, withResultName } from './draft.ts';
import { LineInput } from './line-input.tsx';
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
  const scenario = opened?.scenario;
  const scope = useMemo(() => (scenario ? scopeAt(scenario, performed, taken) : null), [scenario, performed, taken]);
  const session = opened?.state.session;
  useEffect(() => { if (session !== undefined) beginFor(session); }, [session]);
  const read = useMemo(() => (scope && line.trim() !== '' ? parsed(line, participant, scope) : null), [line, participant, scope]);
  if (!scope || !opened) return null;
  const step = read && 'step' in read && isCall(read.step) ? read.step : callBegun(line, participant, scope);
  const who = step?.process ?? participant;
  const platform = scope.processes.find((p) => p.name === splitParticipant(who).process)?.platform;
  const call = step && platform ? findCall(platform, step.call) : undefined;
  const over = status === 'closed';

  const change = (text: string | null) => {
    if (text === null) return;
    setProblem(null);
    setLine(text);
  };
  const perform = () => {
    if (busy || over) return;
    if (!read || 'problem' in read) {
      setProblem(read ? read.problem.message : null);
      return;
    }
    setBusy(true);
    void performTyped(read.step).then((refused) => {
      setBusy(false);
      setProblem(refused === null ? null : withoutPath(refused));
      keep({ participant, line: line.trim(), step: refused === null ? stepOfLast() : null,
        problem: refused === null ? null : withoutPath(refused) });
      if (refused === null) {
        setLine('');
        setLineKey((key) => key + 1);
      }
    });
  };
  const fault = read && 'problem' in read && problem !== null ? read.problem : null;
  return (
    <div className="console" data-testid="console" data-own-arrows>
      <div className="console-line">
        <label>
          <span className="hidden-words">{strings.process}</span>
          <select className="mono" data-testid="console-process" value={participant}
            onChange={({ target }) => useDraft.setState({ participant: target.value })}>
            {scope.processes.flatMap((p) => [p.name, ...p.threads.map((t) => `${p.name}/${t}`)].map((name) => (
              <option key={name} value={name} disabled={!p.running}>{p.running ? name : strings.notRunning(name)}</option>
            )))}
          </select>
        </label>
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
        {call && step ? (
          <div className="composer">
            <CallFields call={call} step={step} scope={scope}
              onArgument={(name, value) => change(withArgument(line, participant, scope, name, value))}
              onResultName={(name) => change(withResultName(line, participant, scope, name))} />
            <CallHelp call={call} />
          </div>
        ) : <TypedLines />}
        {call && <TypedLines />}
      </div>
    </div>
  );
}

/** The call of an incomplete line, so that its help stays visible while the user types. */
function callBegun(line: string, participant: string, scope: Parameters<typeof completeLine>[3]): CallStep | null {
  const { call } = completeLine(`${line} `, line.length + 1, participant, scope);
  const named = /^\s*([\w/-]+):/.exec(line)?.[1];
  return call ? { process: named ?? participant, call: call.name } : null;
}

/** The step's internal path means nothing to a user who typed a line. */
const withoutPath = (message: string): string => message.replace(/^session\.perform: /, '').replace(/^step\.(?:args\.)?/, '');

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
