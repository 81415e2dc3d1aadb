/** Captures as the page sees them: filtered, sorted, in windows. */
import type { Capture } from '../../../shared/live/capture.ts';
import { changeOf, compareCaptures } from '../../../shared/live/compare.ts';
import type { Change, LiveComparison, LiveGroups, LiveRows, SortBy } from '../../../shared/live/answers.ts';
import { parseSocketFilter } from '../../../shared/live/filter.ts';
import { groupColumns } from '../../../shared/live/groups.ts';
import { hazardIds } from '../../../shared/live/hazards.ts';
import { matching } from '../../../shared/live/match.ts';
import { holderCount, socketRow } from '../../../shared/live/rows.ts';
import { sorted } from '../../../shared/live/sort.ts';

const REMOVED_SHOWN = 200;

interface Window {
  from: number;
  count: number;
}

/** The rows requested last: scrolling requests the same ones again and again. */
interface Remembered {
  capture: Capture;
  since: Capture | null;
  filter: string;
  sort: string;
  rows: Uint32Array;
  changes: Map<number, Change>;
  removed: readonly number[];
  meaning: string;
}

export class LiveViews {
  #last: Remembered | null = null;

  rows(
    capture: Capture, since: Capture | null, filter: string, sort: { by: SortBy; descending: boolean } | undefined, { from, count }: Window,
  ): LiveRows {
    const view = this.#view(capture, since, filter, sort);
    if (typeof view === 'string') return { total: 0, rows: [], removedRows: [], removed: 0, problem: view, meaning: '' };
    return {
      total: view.rows.length,
      rows: Array.from(view.rows.subarray(from, from + count),
        (s) => ({ ...socketRow(capture, s), change: view.changes.get(s) ?? null, hazards: hazardIds(capture, s) })),
      removedRows: view.removed.slice(0, REMOVED_SHOWN).map((s) => socketRow(since!, s)), removed: view.removed.length, problem: null,
      meaning: view.meaning,
    };
  }

  /** The view, or the problem of the filter. */
  #view(
    capture: Capture, since: Capture | null, filter: string, sort: { by: SortBy; descending: boolean } | undefined,
  ): Remembered | string {
    const order = sort ? `${sort.by} ${sort.descending}` : '';
    const last = this.#last;
    if (last?.capture === capture && last.since === since && last.filter === filter && last.sort === order) return last;
    const parsed = parseSocketFilter(filter);
    if (!parsed.ok) return parsed.problem;
    const found = matching(capture, parsed.filter);
    const rows = sort ? sorted(capture, found, sort.by, sort.descending) : found;
    const compared = since ? compareCaptures(since, capture, { before: matching(since, parsed.filter), after: found }) : null;
    const changes = new Map<number, Change>();
    for (const s of compared?.added ?? []) changes.set(s, 'added');
    for (const { after } of compared?.updated ?? []) changes.set(after, 'updated');
    this.#last = { capture, since, filter, sort: order, rows, changes, removed: compared?.removed ?? [], meaning: parsed.filter.meaning };
    return this.#last;
  }

  groups(capture: Capture, filter: string, count: number, sharedOnly: boolean): LiveGroups {
    const parsed = parseSocketFilter(filter);
    if (!parsed.ok) return { ...groupColumns(capture, new Uint32Array(0), 0), problem: parsed.problem };
    const found = matching(capture, parsed.filter);
    return groupColumns(capture, sharedOnly ? found.filter((s) => holderCount(capture, s) > 1) : found, count);
  }

  compare(before: Capture, after: Capture, filter: string, { from, count }: Window): LiveComparison {
    const parsed = parseSocketFilter(filter);
    if (!parsed.ok) return { total: 0, added: 0, updated: 0, removed: 0, changes: [], problem: parsed.problem };
    const { added, updated, removed } = compareCaptures(before, after,
      { before: matching(before, parsed.filter), after: matching(after, parsed.filter) });
    const all: { before?: number; after?: number }[] = [...removed.map((s) => ({ before: s })), ...updated,
      ...added.map((s) => ({ after: s }))];
    return {
      total: all.length, added: added.length, updated: updated.length, removed: removed.length,
      changes: all.slice(from, from + count).map((change) => changeOf(before, after, change)), problem: null,
    };
  }
}
