/** A row of a process or carrier: a descriptor, an event object, a transfer in flight, or a blocked call. */
import { memo } from 'react';
import type { GraphChip } from '../../shared/graph-layout/types.ts';
import { Thing } from './thing.tsx';
import { strings } from './strings.ts';

export const ChipView = memo(function ChipView({ chip, owner }: { chip: GraphChip; owner: string }) {
  return (
    <Thing id={chip.id} className="chip" kind={strings.kinds[chip.kind]}
      style={{ left: chip.x, top: chip.y, width: chip.w, height: chip.h }}
      data={{ 'data-kind': chip.kind, 'data-dashed': String(chip.dashed), 'data-changed': String(chip.changed),
        'data-number': chip.number ?? undefined }}>
      <span className="mono">{chip.label}</span>
      <span className="hidden-words">{strings.ofOwner(owner)}</span>
      <span className="chip-note" data-tone={chip.tone}>{chip.note}</span>
    </Thing>
  );
});
