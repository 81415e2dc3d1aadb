/** A call that has not returned. */
import type { PendingEntity } from '../../shared/domain/entities.ts';
import { useSession } from '../store/session.ts';
import { select } from '../store/ui.ts';
import { ProcessName } from '../parts/process-name.tsx';
import { StepLink } from '../parts/step-link.tsx';
import { FactRow } from './fact-row.tsx';
import { PanelHeading } from './panel-heading.tsx';

export function PendingFacts({ pending: p }: { pending: PendingEntity }) {
  const rules = useSession((s) => s.opened?.header.rules ?? 'winsock');
  return (
    <>
      <PanelHeading aside="blocked" tone="warn">Call <span className="mono plain-case">{p.call}</span></PanelHeading>
      <p className="note">
        {rules === 'linux' ? 'It has not returned. It keeps the socket open, and closing its descriptor does not end it (P27).' : 'It has not returned. Closing its descriptor ends it (S33).'}
      </p>
      <dl className="fact-list">
        <FactRow name="Made by" source={{ known: 'performed' }}><ProcessName id={p.process} pid />{p.thread === null ? '' : `, thread ${p.thread}`}</FactRow>
        <FactRow name="Since" source={{ known: 'performed' }}><StepLink n={p.step} /></FactRow>
        {p.object?.startsWith('socket:') && (
          <FactRow name="On" source={{ known: 'predicted' }}><button type="button" className="link" onClick={() => select(p.object)}>underlying socket #{p.object.slice('socket:'.length)}</button></FactRow>
        )}
      </dl>
    </>
  );
}
