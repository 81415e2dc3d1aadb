/** One descriptor: a process's number for an underlying socket. */
import type { DescriptorEntity } from '../../shared/domain/entities.ts';
import { descriptorsFor } from '../../shared/domain/world.ts';
import { numberText } from '../../shared/picture/words.ts';
import { currentHistory, useSession } from '../store/session.ts';
import { select } from '../store/ui.ts';
import { ProcessName } from '../parts/process-name.tsx';
import { StepLink } from '../parts/step-link.tsx';
import { plural } from '../../shared/words/values.ts';
import { FactRow, OtherFacts, useSource } from './fact-row.tsx';
import { PanelHeading } from './panel-heading.tsx';

export function DescriptorFacts({ descriptor: d }: { descriptor: DescriptorEntity }) {
  const world = useSession((s) => s.world);
  const rules = useSession((s) => s.opened?.header.rules ?? 'winsock');
  const source = useSource(d.id);
  const position = useSession((s) => s.position);
  const identity = currentHistory().factsOf(d.id, position).find((f) => f.what === 'identity');
  const others = descriptorsFor(world, d.object).length - 1;
  const isSocket = d.object.startsWith('socket:');
  const number = d.number === null ? 'not asked for' : numberText(rules, d.number);
  return (
    <>
      <PanelHeading aside={d.how}>Descriptor <span className="mono">{number}</span></PanelHeading>
      <dl className="fact-list">
        <FactRow name="Process" source={{ known: 'performed' }}><ProcessName id={d.process} pid /></FactRow>
        <FactRow name="Number" source={{ known: 'performed' }} {...(d.number === null ? {} : { copy: number })}>
          <span className="mono">{number}</span>{rules === 'winsock' && d.number !== null && <span className="quiet-text"> ({d.number})</span>}
        </FactRow>
        <FactRow name="Came to be" source={{ known: 'performed' }}>{d.how}, <StepLink n={d.step} /></FactRow>
        <FactRow name="Stands for" source={identity ? { known: identity.known, step: identity.step } : { known: 'predicted' }}>
          {isSocket ? <button type="button" className="link" onClick={() => select(d.object)}>underlying socket #{d.object.slice('socket:'.length)}</button> : 'an epoll instance'}
          <span className="quiet-text">{others === 0 ? ', alone' : `, as ${plural(others, 'other')} ${others === 1 ? 'does' : 'do'}`}</span>
        </FactRow>
        <FactRow name="Inheritable" source={source('inheritable', d.inheritable)}>{d.inheritable ? 'yes: a child started with inheritance gets it too' : 'no'}</FactRow>
        <OtherFacts subject={d.id} shown={['inheritable']} />
      </dl>
    </>
  );
}
