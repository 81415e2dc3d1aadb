/** Every socket as a row; the accessible twin of the graph. */
import { type KeyboardEvent, useRef, useState } from 'react';
import { ArrowDown, ArrowUp } from 'lucide-react';
import type { SortBy } from '../../shared/live/answers.ts';
import { useVirtualRows } from '../components/virtual-rows.ts';
import { LiveRow } from './table-row.tsx';
import { selectSocket, useLive } from '../store/live.ts';
import { useRows } from './use-rows.ts';
import { strings } from './strings.ts';

const ROW = 28;
const COLUMNS: readonly { by: SortBy | null; title: string; className?: string }[] = [
  { by: 'kind', title: strings.table.columns.kind }, { by: 'state', title: strings.table.columns.state },
  { by: 'port', title: strings.table.columns.address }, { by: 'process', title: strings.table.columns.heldBy },
  { by: 'holders', title: strings.table.columns.descriptors, className: 'right' },
  { by: 'watchers', title: strings.table.columns.watched, className: 'right' },
  { by: 'queue', title: strings.table.columns.queues, className: 'right' }, { by: null, title: strings.table.columns.hazards },
];

export function LiveTable() {
  const scroller = useRef<HTMLElement>(null);
  const total = useLive((s) => s.groups?.total ?? 0);
  const [counted, setCounted] = useState(0);
  const { first, end, above } = useVirtualRows(scroller, Math.max(total, counted), ROW);
  const rows = useRows(first, Math.max(end, first + 1));
  if (rows.total !== counted) setCounted(rows.total);
  const sort = useLive((s) => s.sort);
  const selectedKey = useLive((s) => s.selectedKey);
  const below = Math.max(0, rows.total - end) * ROW;
  const shown = Array.from({ length: Math.max(0, Math.min(end, rows.total) - first) }, (_, i) => first + i);

  const move = (event: KeyboardEvent) => {
    const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (by === 0) return;
    event.preventDefault();
    const at = shown.findIndex((i) => rows.row(i)?.key === selectedKey);
    const row = rows.row(shown[at + by] ?? (at < 0 ? first : shown[at]!));
    if (!row) return;
    selectSocket(row.socket, row.key);
    requestAnimationFrame(() => scroller.current?.querySelector<HTMLElement>('[aria-selected="true"] button')?.focus());
  };
  return (
    // A region that scrolls must be reachable by keyboard, and its arrow keys move between rows.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex, jsx-a11y/no-noninteractive-element-interactions
    <section className="live-table" ref={scroller} aria-label={strings.table.label} tabIndex={0} onKeyDown={move}>
      <table data-testid="live-table" aria-rowcount={rows.total + 1}>
        <thead>
          <tr>{COLUMNS.map(({ by, title, className }) => (
            <th key={title} scope="col" className={className}
              aria-sort={by !== null && sort.by === by ? (sort.descending ? 'descending' : 'ascending') : undefined}>
              {by === null ? title : (
                <button type="button" className="plain"
                  onClick={() => useLive.setState({ sort: { by, descending: sort.by === by && !sort.descending } })}
                  title={strings.table.sortBy(title)}>
                  {title}{sort.by === by
                    && (sort.descending ? <ArrowDown size={11} aria-hidden="true" /> : <ArrowUp size={11} aria-hidden="true" />)}
                </button>
              )}
            </th>
          ))}</tr>
        </thead>
        <tbody>
          {above > 0 && <tr aria-hidden="true" style={{ height: above }} />}
          {shown.map((i) => {
            const row = rows.row(i);
            return row ? <LiveRow key={row.socket} row={row} index={i} selected={row.key === selectedKey} />
              : <tr key={i} aria-hidden="true" style={{ height: ROW }} />;
          })}
          {below > 0 && <tr aria-hidden="true" style={{ height: below }} />}
        </tbody>
      </table>
      {rows.problem !== null && <p className="empty" role="alert">{rows.problem}</p>}
      {rows.problem === null && rows.total === 0 && <p className="empty">{strings.table.noMatch(rows.meaning)}</p>}
      <p className="live-total" data-testid="live-total">{strings.table.total(rows.total, rows.meaning)}
        {rows.removed > 0 && strings.table.goneSince(rows.removed)}</p>
    </section>
  );
}
