/** One event object. */
import type { EventEntity } from '../../shared/domain/entities.ts';
import { allOf } from '../../shared/domain/world.ts';
import { eventWords, numberText } from '../../shared/picture/words.ts';
import { useSession } from '../store/session.ts';
import { ProcessName } from '../parts/process-name.tsx';
import { StepLink } from '../parts/step-link.tsx';
import { FactRow, OtherFacts, useSource } from './fact-row.tsx';
import { PanelHeading } from './panel-heading.tsx';
import { CancelledSentence, RegistrationLine } from './registration-line.tsx';

export function EventFacts({ event }: { event: EventEntity }) {
  const world = useSession((s) => s.world);
  const source = useSource(event.id);
  const registrations = allOf(world, 'registration').filter((r) => r.target === event.id);
  const told = registrations.length === 0 || registrations.some((r) => r.state === 'current');
  const { note, tone } = eventWords(event, told);
  return (
    <>
      <PanelHeading aside={note} tone={tone}>Event object <span className="mono">{numberText('winsock', event.number)}</span></PanelHeading>
      {!told && <p className="note">Nothing sets this event object any more: its registration was cancelled.{event.set ? ' It stays set until somebody resets it.' : ''}</p>}
      <dl className="fact-list">
        <FactRow name="Process" source={{ known: 'performed' }}><ProcessName id={event.process} pid /></FactRow>
        <FactRow name="Made" source={{ known: 'performed' }}><StepLink n={event.step} /></FactRow>
        <FactRow name="Set" source={source('set', event.set)}>{event.set ? 'yes' : 'no'}</FactRow>
        <OtherFacts subject={event.id} shown={['set']} />
      </dl>
      <PanelHeading>Registrations that name it</PanelHeading>
      {registrations.length === 0 && <p className="empty">None. WSAEventSelect names the event object that network events shall set.</p>}
      {registrations.length > 0 && (
        <div className="card">
          {registrations.map((r) => (
            <div key={r.id} className="registration" data-state={r.state}>
              <RegistrationLine registration={r} />
              {r.state === 'cancelled' && <CancelledSentence registration={r} />}
            </div>
          ))}
        </div>
      )}
    </>
  );
}
