/** A participant: its name and pid, and a chip for everything it has. */
import { memo } from 'react';
import type { ProcessNode } from '../../shared/picture/types.ts';
import { ChipView } from './chip-view.tsx';
import { useSelected } from './lit.ts';
import { useDimmed } from './related.ts';
import { Thing } from './thing.tsx';

export const ProcessView = memo(function ProcessView({ node }: { node: ProcessNode }) {
  const selected = useSelected(node.id);
  const dimmed = useDimmed(node.id);
  const right = node.ended ?? (node.pid === null ? 'no pid' : `pid ${node.pid}`);
  return (
    <div className="process" data-hue={node.hue} data-ended={node.ended !== null} data-selected={selected} data-changed={node.changed} data-dimmed={dimmed}>
      <Thing id={node.id} className="process-head" kind="Process">
        <b>{node.name}</b>{' '}
        <span className="mono">{right}</span>
      </Thing>
      {node.chips.map((chip) => <ChipView key={chip.id} chip={chip} owner={node.name} />)}
      {node.chips.length === 0 && <p className="nothing">{node.ended === null ? 'no descriptors' : 'its descriptors are closed'}</p>}
    </div>
  );
});
