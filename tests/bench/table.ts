/** The table that a bench run prints. */

export interface Row {
  what: string;
  unit: 'ms' | 'MB' | 'kB' | 'frames/s' | '%' | 'steps' | 'calls' | 'calls/s';
  /** The figure of whoever does the same without us; absent where nobody does. */
  peer?: number;
  ours: number;
  /** Absent for figures that are told, not judged. */
  bar?: { atMost: number } | { atLeast: number } | { timesPeer: number };
}

/** Whether a row keeps its bar; null where it has none. */
export function kept({ ours, peer, bar }: Row): boolean | null {
  if (!bar) return null;
  if ('atLeast' in bar) return ours >= bar.atLeast;
  return 'atMost' in bar ? ours <= bar.atMost : peer !== undefined && ours <= bar.timesPeer * peer;
}

export function table(rows: readonly Row[]): string {
  const cells = [
    ['what', 'peer', 'ours', 'ratio', 'bar', ''],
    ...rows.map((row) => [
      row.what, row.peer === undefined ? '' : `${figure(row.peer)} ${row.unit}`, `${figure(row.ours)} ${row.unit}`,
      row.peer === undefined ? '' : `${(row.ours / row.peer).toFixed(2)} x`, barText(row),
      { true: 'kept', false: 'MISSED', null: '' }[String(kept(row))]!,
    ]),
  ];
  const widths = cells[0]!.map((_, column) => Math.max(...cells.map((line) => line[column]!.length)));
  return cells.map((line) =>
    `${line.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join('  ').trimEnd()}\n`).join('');
}

function barText({ bar, unit }: Row): string {
  if (!bar) return '';
  if ('atLeast' in bar) return `at least ${bar.atLeast} ${unit}`;
  return 'atMost' in bar ? `at most ${bar.atMost} ${unit}` : `at most ${Number(bar.timesPeer.toFixed(3))} x`;
}

const figure = (value: number): string => (value >= 100 ? value.toFixed(0) : value.toPrecision(3));
