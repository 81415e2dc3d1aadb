/** One socket of the table. */
import { memo } from 'react';
import { TriangleAlert } from 'lucide-react';
import type { LiveRows } from '../../shared/live/answers.ts';
import { LIVE_HAZARDS } from '../../shared/live/hazard-kinds.ts';
import { Arrows } from '../components/arrows.tsx';
import { selectSocket } from '../store/live.ts';
import { addressText, holdersText, kindText, placeText } from './texts.ts';
import { strings } from './strings.ts';

interface Props {
  row: LiveRows['rows'][number];
  index: number;
  selected: boolean;
}

export const LiveRow = memo(function LiveRow({ row, index, selected }: Props) {
  const address = addressText(row);
  const place = placeText(row);
  const holders = holdersText(row);
  const hazards = row.hazards.map((id) => LIVE_HAZARDS[id].title);
  return (
    <tr aria-selected={selected} aria-rowindex={index + 2} data-change={row.change} data-testid={`live-row-${index}`}
      onClick={() => selectSocket(row.socket, row.key)}>
      <td>{kindText(row)}</td>
      <td data-tone={row.state === 'established' ? 'good' : undefined}>{row.state === 'unknown' ? '' : row.state}</td>
      <td className="mono" title={[address, place].filter(Boolean).join(' ')}>
        <button type="button" className="plain" tabIndex={selected ? 0 : -1} onClick={() => selectSocket(row.socket, row.key)}>
          <Arrows text={address} /></button>{place !== '' && <span className="live-place"> {place}</span>}</td>
      <td title={holders}>{holders}</td>
      <td className="right">{row.holders}</td>
      <td className="right">{row.watchers === 0 ? '' : row.watchers}
        {row.stale > 0 && <span data-tone="warn">{strings.table.stale(row.stale)}</span>}</td>
      <td className="right mono">{row.receiveQueue + row.sendQueue === 0 ? '' : `${row.receiveQueue} / ${row.sendQueue}`}</td>
      <td title={hazards.join('\n')}>
        {hazards.length > 0 && <span data-tone="warn"><TriangleAlert size={12} aria-hidden="true" /> {hazards.join('; ')}</span>}</td>
    </tr>
  );
});
