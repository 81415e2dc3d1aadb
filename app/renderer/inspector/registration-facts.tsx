/** One registration. */
import type { RegistrationEntity } from '../../shared/domain/entities.ts';
import { numberText } from '../../shared/picture/words.ts';
import { useSession } from '../store/session.ts';
import { select } from '../store/ui.ts';
import { ProcessName } from '../parts/process-name.tsx';
import { StepLink } from '../parts/step-link.tsx';
import { FactRow, OtherFacts, useSource } from './fact-row.tsx';
import { PanelHeading } from './panel-heading.tsx';
import { CancelledSentence } from './registration-line.tsx';

export function RegistrationFacts({ registration: r }: { registration: RegistrationEntity }) {
  const rules = useSession((s) => s.opened?.header.rules ?? 'winsock');
  const source = useSource(r.id);
  return (
    <>
      <PanelHeading aside={r.state} tone={r.state === 'current' ? 'good' : 'bad'}>Registration</PanelHeading>
      {r.state === 'cancelled' && <CancelledSentence registration={r} />}
      <dl className="fact-list">
        <FactRow name="Made by" source={{ known: 'performed' }}><ProcessName id={r.process} pid />, <StepLink n={r.step} /></FactRow>
        <FactRow name="With" source={{ known: 'performed' }}><span className="mono">{r.api}</span></FactRow>
        <FactRow name="Events" source={{ known: 'performed' }} copy={r.mask.join('|')}><span className="mono">{r.mask.join(' | ') || 'none'}</span></FactRow>
        <FactRow name="On" source={{ known: 'performed' }}><button type="button" className="link" onClick={() => select(r.socket)}>underlying socket #{r.socket.slice('socket:'.length)}</button></FactRow>
        <FactRow name="Through" source={{ known: 'performed' }}>
          <button type="button" className="link mono" onClick={() => select(r.descriptor)}>{r.number === null ? 'its descriptor' : numberText(rules, r.number)}</button>
        </FactRow>
        {r.target?.startsWith('event:') && (
          <FactRow name="Tells" source={{ known: 'performed' }}><button type="button" className="link" onClick={() => select(r.target)}>the event object</button></FactRow>
        )}
        {rules === 'winsock' && <FactRow name="Recorded" source={source('recorded', r.recorded.join('|'))}>
          <span className="mono">{r.recorded.join(' | ') || 'nothing'}</span> <span className="quiet-text">until WSAEnumNetworkEvents reads it</span>
        </FactRow>}
        <OtherFacts subject={r.id} shown={['recorded']} />
      </dl>
    </>
  );
}
