/** An underlying socket: what all its descriptors share, and the place of its registrations. */
import { memo } from 'react';
import { SOCKET } from '../../shared/graph-layout/metrics.ts';
import type { SocketNode, SocketPart } from '../../shared/graph-layout/types.ts';
import { Arrows } from '../components/arrows.tsx';
import { ChipView } from './chip-view.tsx';
import { useSelected } from './highlight.ts';
import { ReferenceDots } from './reference-dots.tsx';
import { RegistrationSlotView } from './registration-slot-view.tsx';
import { useDimmed } from './related.ts';
import { Thing } from './thing.tsx';
import { strings } from './strings.ts';

export const SocketView = memo(function SocketView({ node }: { node: SocketNode }) {
  const selected = useSelected(node.id);
  const dimmed = useDimmed(node.id);
  const references = node.held + node.inFlight;
  const waits = node.unread > 0 ? strings.toRead(node.unread, node.content) : node.waiting > 0 ? strings.toAccept(node.waiting) : '';
  const washed = (part: SocketPart) => (node.changed.includes(part) ? true : undefined);
  return (
    <div className="socket" data-closed={node.closedAt !== null} data-sure={node.sure} data-selected={selected}
      data-changed={washed('appeared')} data-dimmed={dimmed}>
      <Thing id={node.id} className="socket-head" kind={strings.socket}
        data={{ 'data-references': references, 'data-state': node.closedAt === null ? node.stateWords : 'closed',
          'data-unread': node.unread }}>
        <span className="line">
          <span className="title">
            <b>{node.title}</b>
            {node.nonblocking && <span className="aside" data-washed={washed('blocking')}>{strings.nonblocking}</span>}
          </span>
          <span className="state" data-tone={node.tone} data-washed={washed('state')}>{node.stateWords}
            {node.sure ? '' : strings.unconfirmed}</span>
        </span>
        <span className="line">
          <span className="mono address" data-washed={washed('address')}><Arrows text={node.address} /></span>
          {node.option === null && node.signal !== null && <span className="aside">{node.signal}</span>}
          {node.option !== null && <span className="aside mono" data-washed>{node.option}</span>}
        </span>
        <span className="line">
          <span className="references" data-washed={washed('references')}>
            {strings.references(references)} <ReferenceDots held={node.held} inFlight={node.inFlight} /></span>
          <span data-washed={washed('unread')}>{waits === '' && node.changed.includes('unread') ? strings.nothingToRead : waits}</span>
        </span>
      </Thing>
      {node.carried.map((chip) => <ChipView key={chip.id} chip={chip} owner={strings.queueOf(node.title)} />)}
      {node.carriedRows > 0 && node.carried.length === 0 && <p className="slot-empty" style={{ top: SOCKET.body }}>{strings.queue}</p>}
      {node.slot && <RegistrationSlotView slot={node.slot} />}
    </div>
  );
});
