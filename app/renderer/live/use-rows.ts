/** Rows of the table, fetched as they come into view: pages are requested once and kept until something changes. */
import { useEffect, useRef, useState } from 'react';
import type { LiveRows } from '../../shared/live/answers.ts';
import { ask } from '../store/host-client.ts';
import { useLive } from '../store/live.ts';

type Row = LiveRows['rows'][number];
const PAGE = 100;

export interface Rows {
  total: number;
  removed: number;
  meaning: string;
  problem: string | null;
  row: (i: number) => Row | undefined;
}

export function useRows(first: number, end: number): Rows {
  const capture = useLive((s) => s.capture?.capture ?? null);
  const filter = useLive((s) => s.filter);
  const sort = useLive((s) => s.sort);
  const since = useLive((s) => s.since);
  const view = `${capture} ${filter} ${sort.by} ${sort.descending} ${since}`;
  const [shown,
    setShown] = useState<{ view: string; head: Omit<LiveRows, 'rows'> | null; pages: ReadonlyMap<number, readonly Row[]> }>({ view: '',
      head: null, pages: new Map() });
  const asked = useRef<{ view: string; pages: Set<number> }>({ view: '', pages: new Set() });
  useEffect(() => {
    if (capture === null) return;
    if (asked.current.view !== view) asked.current = { view, pages: new Set() };
    const mine = asked.current;
    for (let page = Math.floor(first / PAGE); page <= Math.floor(Math.max(first, end - 1) / PAGE); page++) {
      if (mine.pages.has(page)) continue;
      mine.pages.add(page);
      void ask('live.rows', { capture, filter, sort, from: page * PAGE, count: PAGE, ...(since === null ? {} : { since }) }).then((
        answer,
      ) => {
        if (!answer || asked.current !== mine) return;
        const { rows, ...head } = answer;
        setShown((was) => ({ view, head, pages: new Map([...(was.view === view ? was.pages : []), [page, rows]]) }));
      });
    }
  }, [capture, filter, sort, since, view, first, end]);
  // The former rows stay until the new ones arrive: no flicker while typing.
  return {
    total: shown.head?.total ?? 0, removed: shown.head?.removed ?? 0, meaning: shown.head?.meaning ?? '',
    problem: shown.head?.problem ?? null,
    row: (i) => shown.pages.get(Math.floor(i / PAGE))?.[i % PAGE],
  };
}
