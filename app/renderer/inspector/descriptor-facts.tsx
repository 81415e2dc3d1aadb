/** One descriptor: a process's number for an underlying socket. */
import type { DescriptorEntity } from '../../shared/domain/entities.ts';
import { descriptorsFor } from '../../shared/domain/world.ts';
import { numberText } from '../../shared/domain/labels.ts';
import { currentHistory, useRules, useSession } from '../store/session.ts';
import { ProcessName } from '../components/process-name.tsx';
import { StepLink } from '../components/step-link.tsx';
import { FactRow, OtherFacts, useSource } from '../components/fact-row.tsx';
import { PanelHeading } from '../components/panel-heading.tsx';
import { SelectLink } from '../components/select-link.tsx';
import { strings } from './strings.ts';

export function DescriptorFacts({ descriptor: d }: { descriptor: DescriptorEntity }) {
  const world = useSession((s) => s.world);
  const rules = useRules();
  const source = useSource(d.id);
  const position = useSession((s) => s.position);
  const identity = currentHistory().factsOf(d.id, position).find((f) => f.what === 'identity');
  // The row above says which object it is, and who shares it.
  const isSame = String(identity?.value).startsWith('same object');
  const others = descriptorsFor(world, d.object).length - 1;
  const isSocket = d.object.startsWith('socket:');
  const number = d.number === null ? strings.descriptor.unknownNumber : numberText(rules, d.number);
  return (
    <>
      <PanelHeading aside={d.how}>{strings.descriptor.heading} <span className="mono">{number}</span></PanelHeading>
      <dl className="fact-list">
        <FactRow name={strings.descriptor.process} known="performed"><ProcessName id={d.process} pid /></FactRow>
        <FactRow name={strings.descriptor.number} known="performed" {...(d.number === null ? {} : { copy: number })}>
          <span className="mono">{number}</span>
          {rules === 'winsock' && d.number !== null && <span className="quiet-text">{strings.descriptor.decimal(d.number)}</span>}
        </FactRow>
        <FactRow name={strings.descriptor.from} known="performed">{d.how}, <StepLink n={d.step} /></FactRow>
        <FactRow name={strings.descriptor.refersTo}
          source={identity ? { known: identity.known, step: identity.step } : { known: 'predicted' }}>
          {isSocket ? <SelectLink id={d.object}>
            {strings.underlyingSocket(d.object.slice('socket:'.length))}</SelectLink> : strings.epoll}
          <span className="quiet-text">{others === 0 ? strings.descriptor.alone : strings.descriptor.shared(others)}</span>
        </FactRow>
        <FactRow name={strings.descriptor.inheritable} source={source('inheritable', d.inheritable)}>
          {d.inheritable ? strings.descriptor.inheritableYes : strings.descriptor.no}</FactRow>
        <OtherFacts subject={d.id} shown={isSame ? ['inheritable', 'identity'] : ['inheritable']} />
      </dl>
    </>
  );
}
