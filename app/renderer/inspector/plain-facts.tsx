/** Things that a few calls make: windows, overlapped operations, completion ports, process descriptors. */
import type { EntityOf } from '../../shared/domain/entities.ts';
import { allOf } from '../../shared/domain/world.ts';
import { plural } from '../../shared/words/values.ts';
import { useSession } from '../store/session.ts';
import { StepLink } from '../parts/step-link.tsx';
import { FactRow, OtherFacts } from './fact-row.tsx';
import { PanelHeading } from './panel-heading.tsx';

type Plain = EntityOf<'epoll' | 'window' | 'operation' | 'port' | 'pidfd'>;

const TITLES: Readonly<Record<Plain['kind'], string>> = {
  epoll: 'Epoll instance', window: 'Message-only window', operation: 'Overlapped operation', port: 'Completion port', pidfd: 'Process descriptor',
};

export function PlainFacts({ entity }: { entity: Plain }) {
  const watched = useSession((s) => (entity.kind === 'epoll' ? allOf(s.world, 'registration').filter((r) => r.target === entity.id && r.state === 'current').length : 0));
  return (
    <>
      <PanelHeading>{TITLES[entity.kind]}</PanelHeading>
      <dl className="fact-list">
        <FactRow name="Made" source={{ known: 'performed' }}><StepLink n={entity.step} /></FactRow>
        {entity.kind === 'epoll' && <FactRow name="Watches" source={{ known: 'predicted' }}>{plural(watched, 'registration')}{entity.closedAt !== null && <>; closed at <StepLink n={entity.closedAt} /></>}</FactRow>}
        {entity.kind === 'operation' && <FactRow name="State" source={{ known: 'predicted' }}>{entity.call}, {entity.state}</FactRow>}
        {entity.kind === 'window' && <FactRow name="Messages waiting" source={{ known: 'predicted' }}>{entity.messages.length}</FactRow>}
        {entity.kind === 'port' && <FactRow name="Packets waiting" source={{ known: 'predicted' }}>{entity.packets.length}</FactRow>}
        <OtherFacts subject={entity.id} shown={[]} />
      </dl>
    </>
  );
}
