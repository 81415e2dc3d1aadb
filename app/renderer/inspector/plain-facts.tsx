/** Things that a few calls make: windows, overlapped operations, completion ports, process descriptors. */
import type { EntityOf } from '../../shared/domain/entities.ts';
import { StepLink } from '../parts/step-link.tsx';
import { FactRow, OtherFacts } from './fact-row.tsx';
import { PanelHeading } from './panel-heading.tsx';

type Plain = EntityOf<'window' | 'operation' | 'port' | 'pidfd'>;

const TITLES: Readonly<Record<Plain['kind'], string>> = {
  window: 'Message-only window', operation: 'Overlapped operation', port: 'Completion port', pidfd: 'Process descriptor',
};

export function PlainFacts({ entity }: { entity: Plain }) {
  return (
    <>
      <PanelHeading>{TITLES[entity.kind]}</PanelHeading>
      <dl className="fact-list">
        <FactRow name="Made" source={{ known: 'performed' }}><StepLink n={entity.step} /></FactRow>
        {entity.kind === 'operation' && <FactRow name="State" source={{ known: 'predicted' }}>{entity.call}, {entity.state}</FactRow>}
        {entity.kind === 'window' && <FactRow name="Messages waiting" source={{ known: 'predicted' }}>{entity.messages.length}</FactRow>}
        {entity.kind === 'port' && <FactRow name="Packets waiting" source={{ known: 'predicted' }}>{entity.packets.length}</FactRow>}
        <OtherFacts subject={entity.id} shown={[]} />
      </dl>
    </>
  );
}
