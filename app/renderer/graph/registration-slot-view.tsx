/** Registrations inside their socket: on Winsock one current and, struck through, the former; on Linux a list. */
import { memo } from 'react';
import type { RegistrationRow, RegistrationSlot } from '../../shared/graph-layout/types.ts';
import { Arrows } from '../components/arrows.tsx';
import { goTo } from '../store/session-actions.ts';
import { Thing } from './thing.tsx';
import { strings } from './strings.ts';
import { strings as common } from '../components/strings.ts';

export function RegistrationSlotView({ slot }: { slot: RegistrationSlot }) {
  const current = slot.rows.some((row) => row.state === 'current');
  return (
    <>
      <p className="slot-title" style={{ top: slot.y }}>{slot.title}</p>
      {!current && <p className="slot-empty" style={{ top: slot.y + 30 }}
        data-first={slot.rows.length === 0 || slot.title.startsWith('Event')}>{strings.none}</p>}
      {slot.rows.map((row) => <RowView key={row.id} row={row} />)}
    </>
  );
}

const RowView = memo(function RowView({ row }: { row: RegistrationRow }) {
  const cancelled = row.state === 'cancelled';
  return (
    <>
    <Thing id={row.id} className="registration-row" style={{ left: row.x, top: row.y, width: row.w, height: row.h }} title={row.text}
      kind={cancelled ? strings.registrationCancelled : strings.registration}
      data={{ 'data-state': row.state, 'data-cancelled-by': row.cancelledBy ?? undefined, 'data-changed': String(row.changed),
        'data-stale': String(row.stale), 'data-hue': row.hue }}>
      <span className="line">
        {cancelled
          ? <s className="mono text struck"><Arrows text={row.text} /></s>
          : <span className="mono text"><Arrows text={row.text} /></span>}
        <span className="aside">{row.stale ? strings.stale : strings.step(row.step)}</span>
      </span>
    </Thing>
      {cancelled && row.h > 30 && row.cancelledBy !== null && (
        // The inspector has the same link; here it is for the mouse, so that Tab stays one stop.
        <button type="button" tabIndex={-1} className="plain cancelled-by nopan" data-changed={row.changed}
          style={{ left: row.x + 9, top: row.y + 23 }}
          title={common.goToStep(row.cancelledBy)} onClick={() => goTo(row.cancelledBy!)}>{strings.cancelledBy(row.cancelledBy)}</button>
      )}
    </>
  );
});
