/** Things created by a few calls only: windows, overlapped operations, completion ports, process descriptors. */
import type { EntityOf } from '../../shared/domain/entities.ts';
import { allOf } from '../../shared/domain/world.ts';
import { useSession } from '../store/session.ts';
import { StepLink } from '../components/step-link.tsx';
import { FactRow, OtherFacts } from '../components/fact-row.tsx';
import { PanelHeading } from '../components/panel-heading.tsx';
import { strings } from './strings.ts';
import { filled } from '../components/filled.tsx';

type Plain = EntityOf<'epoll' | 'window' | 'operation' | 'port' | 'pidfd'>;

export function PlainFacts({ entity }: { entity: Plain }) {
  const watched = useSession((s) =>
    (entity.kind === 'epoll' ? allOf(s.world, 'registration').filter((r) => r.target === entity.id && r.state === 'current').length : 0));
  return (
    <>
      <PanelHeading>{strings.plain.titles[entity.kind]}</PanelHeading>
      <dl className="fact-list">
        <FactRow name={strings.plain.made} known="performed"><StepLink n={entity.step} /></FactRow>
        {entity.kind === 'epoll' && <FactRow name={strings.plain.watches} known="predicted">{strings.plain.watched(watched)}
            {entity.closedAt !== null && filled(strings.plain.closedAt, { step: <StepLink n={entity.closedAt} /> })}</FactRow>}
        {entity.kind === 'operation' && <FactRow name={strings.plain.state} known="predicted">{entity.call}, {entity.state}</FactRow>}
        {entity.kind === 'window' && <FactRow name={strings.plain.messages} known="predicted">{entity.messages.length}</FactRow>}
        {entity.kind === 'port' && <FactRow name={strings.plain.packets} known="predicted">{entity.packets.length}</FactRow>}
        <OtherFacts subject={entity.id} shown={[]} />
      </dl>
    </>
  );
}
