/** Why a run stopped, and how a branch compares with its record. */
import { useState } from 'react';
import { X } from 'lucide-react';
import { breakpointText } from '../../shared/trace/breakpoints.ts';
import { useReading } from '../files/open-file.ts';
import { Arrows } from '../components/arrows.tsx';
import { StepLink } from '../components/step-link.tsx';
import { useRules, useSession } from '../store/session.ts';
import { thingName } from '../format/thing.ts';
import { strings } from './strings.ts';
import { strings as common } from '../components/strings.ts';
import { filled } from '../components/filled.tsx';

export function RunNotice() {
  return (
    <>
      <ReadingNotice />
      <StoppedNotice />
      <ReplayNotice />
    </>
  );
}

/** A trace shown while the rest of it is read. */
function ReadingNotice() {
  const reading = useReading((s) => s.reading);
  if (!reading) return null;
  return (
    <div className="run-notice" data-testid="reading">
      <span>
        <label htmlFor="reading-on">{strings.reading(reading.file)}</label> <progress id="reading-on" max={1} value={reading.part} /></span>
      <button type="button" onClick={reading.cancel}>{strings.stop}</button>
    </div>
  );
}

function StoppedNotice() {
  const stopped = useSession((s) => s.state?.stopped ?? null);
  const world = useSession((s) => s.world);
  const rules = useRules();
  const performed = useSession((s) => s.state?.performed ?? 0);
  const [dismissed, setDismissed] = useState<unknown>(null);
  const [seen, setSeen] = useState({ stopped, performed });
  if (seen.stopped !== stopped) setSeen({ stopped, performed });
  // It is about the step it follows, until there is another.
  if (!stopped || dismissed === stopped || (seen.stopped === stopped && performed > seen.performed)) return null;
  const thing = stopped.by.kind === 'change' ? world.get(stopped.by.entity) : undefined;
  return (
    <output className="run-notice" data-testid="stopped">
      <span>
        {filled(strings.stopped,
          { step: <StepLink n={stopped.step} />,
            reason: <Arrows text={thing ? strings.changeOf(thingName(world, rules, thing)) : breakpointText(stopped.by)} /> })}</span>
      <Dismiss onClick={() => setDismissed(stopped)} />
    </output>
  );
}

function ReplayNotice() {
  const replay = useSession((s) => s.state?.replay ?? null);
  const performed = useSession((s) => s.state?.performed ?? 0);
  const session = useSession((s) => s.state?.session ?? '');
  const [dismissed, setDismissed] = useState('');
  if (!replay || dismissed === session) return null;
  const { count, differences, at, steps, done } = replay;
  if (done && count === 0 && performed > steps) return null;
  return (
    <output className="run-notice" data-testid="replay" data-tone={count > 0 ? 'bad' : undefined}>
      {!done && <span>{strings.branch.running(performed, steps)}</span>}
      {done && count === 0 && <span>{strings.branch.same(at, steps)}</span>}
      {count > 0 && (
        <details>
          <summary>{strings.branch.different(at, count)}</summary>
          <ul>
            {differences.map((d) => (
              <li key={`${d.step} ${d.what}`}>
                {filled(strings.branch.difference,
                  { step: <StepLink n={d.step} />, what: d.what, before: <span className="mono">{d.recorded}</span>,
                    now: <span className="mono">{d.replayed}</span> })}
              </li>
            ))}
          </ul>
        </details>
      )}
      {done && <Dismiss onClick={() => setDismissed(session)} />}
    </output>
  );
}

function Dismiss({ onClick }: { onClick: () => void }) {
  return <button type="button" className="quiet" aria-label={common.dismiss} title={common.dismiss} onClick={onClick}>
    <X size={13} aria-hidden="true" /></button>;
}
