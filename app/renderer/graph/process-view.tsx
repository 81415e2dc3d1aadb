/** A participant: its name and pid, and a chip for everything it has. */
import { memo } from 'react';
import type { ProcessNode } from '../../shared/graph-layout/types.ts';
import type { Entity } from '../../shared/domain/entities.ts';
import { useSession } from '../store/session.ts';
import { ChipView } from './chip-view.tsx';
import { useSelected } from './highlight.ts';
import { useDimmed } from './related.ts';
import { Thing } from './thing.tsx';
import { strings } from './strings.ts';

export const ProcessView = memo(function ProcessView({ node }: { node: ProcessNode }) {
  const selected = useSelected(node.id);
  const dimmed = useDimmed(node.id);
  const coming = useSession((s) => isComing(s.world.get(node.id)));
  const right = node.ended ?? (node.pid === null ? strings.noPid : strings.pid(node.pid));
  return (
    <div className="process" data-hue={node.hue} data-ended={node.ended !== null} data-coming={coming} data-selected={selected}
      data-changed={node.changed} data-dimmed={dimmed}>
      <Thing id={node.id} className="process-head" kind={strings.process}>
        <b>{node.name}</b>{' '}
        <span className="mono">{right}</span>
      </Thing>
      {node.chips.map((chip) => <ChipView key={chip.id} chip={chip} owner={node.name} />)}
      {node.chips.length === 0 && <p className="nothing">{coming ? strings.coming : strings.noDescriptors}</p>}
    </div>
  );
});

/** Whether a later step creates or resumes the process. */
const isComing = (e: Entity | undefined): boolean => e?.kind === 'process' && (e.state === 'waiting' || e.state === 'suspended');
