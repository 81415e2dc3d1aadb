/** An outside process: a plain program at the far end. */
import { memo } from 'react';
import type { PeerNode } from '../../shared/graph-layout/types.ts';
import { Thing } from './thing.tsx';
import { strings } from './strings.ts';

export const PeerView = memo(function PeerView({ node }: { node: PeerNode }) {
  return (
    <Thing id={node.id} className="peer" kind={strings.process}
      data={{ 'data-changed': String(node.changed), 'data-ended': String(node.ended !== null) }}>
      <b>{node.name}</b>{' '}
      <span>{node.ended ?? strings.outside}</span>
    </Thing>
  );
});
