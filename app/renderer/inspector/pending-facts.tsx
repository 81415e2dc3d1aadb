/** A call that has not returned. */
import type { PendingEntity } from '../../shared/domain/entities.ts';
import { useRules } from '../store/session.ts';
import { ProcessName } from '../components/process-name.tsx';
import { StepLink } from '../components/step-link.tsx';
import { FactRow } from '../components/fact-row.tsx';
import { PanelHeading } from '../components/panel-heading.tsx';
import { SelectLink } from '../components/select-link.tsx';
import { strings } from './strings.ts';

export function PendingFacts({ pending: p }: { pending: PendingEntity }) {
  const rules = useRules();
  return (
    <>
      <PanelHeading aside={strings.pending.blocked} tone="warn">
        {strings.pending.heading} <span className="mono plain-case">{p.call}</span></PanelHeading>
      <p className="note">{rules === 'linux' ? strings.pending.noteLinux : strings.pending.noteWinsock}</p>
      <dl className="fact-list">
        <FactRow name={strings.pending.by} known="performed"><ProcessName id={p.process} pid />
          {p.thread === null ? '' : strings.pending.thread(p.thread)}</FactRow>
        <FactRow name={strings.pending.since} known="performed"><StepLink n={p.step} /></FactRow>
        {p.object?.startsWith('socket:') && (
          <FactRow name={strings.pending.on} known="predicted">
            <SelectLink id={p.object}>{strings.underlyingSocket(p.object.slice('socket:'.length))}</SelectLink></FactRow>
        )}
      </dl>
    </>
  );
}
