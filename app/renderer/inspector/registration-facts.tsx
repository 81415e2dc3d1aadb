/** One registration. */
import type { RegistrationEntity } from '../../shared/domain/entities.ts';
import { numberText } from '../../shared/domain/labels.ts';
import { useRules } from '../store/session.ts';
import { ProcessName } from '../components/process-name.tsx';
import { StepLink } from '../components/step-link.tsx';
import { FactRow, OtherFacts, useSource } from '../components/fact-row.tsx';
import { PanelHeading } from '../components/panel-heading.tsx';
import { SelectLink } from '../components/select-link.tsx';
import { CancelledSentence } from './registration-line.tsx';
import { strings } from './strings.ts';

export function RegistrationFacts({ registration: r }: { registration: RegistrationEntity }) {
  const rules = useRules();
  const source = useSource(r.id);
  return (
    <>
      <PanelHeading aside={r.state} tone={r.state === 'current' ? 'good' : 'bad'}>{strings.registration.heading}</PanelHeading>
      {r.state === 'cancelled' && <CancelledSentence registration={r} />}
      <dl className="fact-list">
        <FactRow name={strings.registration.by} known="performed"><ProcessName id={r.process} pid />, <StepLink n={r.step} /></FactRow>
        <FactRow name={strings.registration.call} known="performed"><span className="mono">{r.api}</span></FactRow>
        <FactRow name={strings.registration.events} known="performed" copy={r.mask.join('|')}>
          <span className="mono">{r.mask.join(' | ') || strings.registration.none}</span></FactRow>
        <FactRow name={strings.registration.on} known="performed">
          <SelectLink id={r.socket}>{strings.underlyingSocket(r.socket.slice('socket:'.length))}</SelectLink></FactRow>
        <FactRow name={strings.registration.through} known="performed">
          <SelectLink id={r.descriptor} mono>
            {r.number === null ? strings.registration.itsDescriptor : numberText(rules, r.number)}</SelectLink>
        </FactRow>
        {r.target?.startsWith('event:') && (
          <FactRow name={strings.registration.notifies} known="performed">
            <SelectLink id={r.target}>{strings.registration.eventObject}</SelectLink></FactRow>
        )}
        {rules === 'winsock' && <FactRow name={strings.registration.recorded} source={source('recorded', r.recorded.join('|'))}>
          <span className="mono">{r.recorded.join(' | ') || strings.registration.nothing}</span> <span className="quiet-text">
            {strings.registration.untilRead}</span>
        </FactRow>}
        <OtherFacts subject={r.id} shown={['recorded']} />
      </dl>
    </>
  );
}
