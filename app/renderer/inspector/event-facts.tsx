/** One event object. */
import type { EventEntity } from '../../shared/domain/entities.ts';
import { allOf } from '../../shared/domain/world.ts';
import { eventLabel, numberText } from '../../shared/domain/labels.ts';
import { useSession } from '../store/session.ts';
import { ProcessName } from '../components/process-name.tsx';
import { StepLink } from '../components/step-link.tsx';
import { FactRow, OtherFacts, useSource } from '../components/fact-row.tsx';
import { PanelHeading } from '../components/panel-heading.tsx';
import { CancelledSentence, RegistrationLine } from './registration-line.tsx';
import { strings } from './strings.ts';

export function EventFacts({ event }: { event: EventEntity }) {
  const world = useSession((s) => s.world);
  const source = useSource(event.id);
  const registrations = allOf(world, 'registration').filter((r) => r.target === event.id);
  const registered = registrations.length === 0 || registrations.some((r) => r.state === 'current');
  const { note, tone } = eventLabel(event, registered);
  return (
    <>
      <PanelHeading aside={note} tone={tone}>
        {strings.event.heading} <span className="mono">{numberText('winsock', event.number)}</span></PanelHeading>
      {!registered && <p className="note">{strings.event.unregistered}{event.set ? strings.event.unregisteredSet : ''}</p>}
      <dl className="fact-list">
        <FactRow name={strings.event.process} known="performed"><ProcessName id={event.process} pid /></FactRow>
        <FactRow name={strings.event.made} known="performed"><StepLink n={event.step} /></FactRow>
        <FactRow name={strings.event.set} source={source('set', event.set)}>{event.set ? strings.event.yes : strings.event.no}</FactRow>
        <OtherFacts subject={event.id} shown={['set']} />
      </dl>
      <PanelHeading>{strings.event.registrations}</PanelHeading>
      {registrations.length === 0 && <p className="empty">{strings.event.noRegistrations}</p>}
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
