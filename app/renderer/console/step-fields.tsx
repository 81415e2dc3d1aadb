/** A step in a line as fields, with the help of its call: whatever is chosen is written into the line. */
import { findCall } from '../../shared/calls/catalogue.ts';
import { completeLine } from '../../shared/console/complete-line.ts';
import type { Scope } from '../../shared/console/scope.ts';
import { writeLine } from '../../shared/console/write-line.ts';
import { splitParticipant } from '../../shared/domain/ids.ts';
import type { CallStep } from '../../shared/scenario/format.ts';
import { isCall } from '../../shared/scenario/step-kinds.ts';
import { CallFields } from './call-fields.tsx';
import { CallHelp } from './call-help.tsx';
import { parsed, withArgument, withResultName } from './draft.ts';
import { OtherFields } from './other-fields.tsx';

interface Props {
  line: string;
  /** Makes the call if the line names no process. */
  participant: string;
  scope: Scope;
  onChange: (line: string) => void;
}

export function StepFields({ line, participant, scope, onChange }: Props) {
  const read = line.trim() === '' ? null : parsed(line, participant, scope);
  if (read && 'step' in read && !isCall(read.step))
    return <OtherFields step={read.step} scope={scope} onStep={(step) => onChange(writeLine(step, null, scope))} />;
  const found = callIn(line, participant, scope);
  if (!found) return null;
  const { call, step } = found;
  const change = (text: string | null) => { if (text !== null) onChange(text); };
  return (
    <div className="composer">
      <CallFields call={call} step={step} scope={scope}
        onArgument={(name, value) => change(withArgument(line, participant, scope, name, value))}
        onResultName={(name) => change(withResultName(line, participant, scope, name))} />
      <CallHelp call={call} />
    </div>
  );
}

/** The call of a line, also of an incomplete one, so that its help stays visible while the user types. */
function callIn(line: string, participant: string, scope: Scope) {
  const read = line.trim() === '' ? null : parsed(line, participant, scope);
  const step = read && 'step' in read && isCall(read.step) ? read.step : callBegun(line, participant, scope);
  const platform = scope.processes.find((p) => p.name === splitParticipant(step?.process ?? participant).process)?.platform;
  const call = step && platform ? findCall(platform, step.call) : undefined;
  return step && call ? { step, call } : null;
}

function callBegun(line: string, participant: string, scope: Scope): CallStep | null {
  const { call } = completeLine(`${line} `, line.length + 1, participant, scope);
  const named = /^\s*([\w/-]+):/.exec(line)?.[1];
  return call ? { process: named ?? participant, call: call.name } : null;
}
