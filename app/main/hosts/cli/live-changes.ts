/** Prints the differences between two captures, for `scan --compare` and `scan --watch`. */
import type { Capture } from '../../../shared/live/capture.ts';
import { changeOf, type Comparison } from '../../../shared/live/compare.ts';
import type { LiveChange } from '../../../shared/live/answers.ts';
import type { ChangeLine } from '../../../shared/live/file-format.ts';
import { socketLineOf } from '../../../shared/live/write-file.ts';
import { scanLine } from './live-text.ts';
import type { Form } from './scan.ts';
import { say, sayJson } from './output.ts';
import { line, type Shown } from './shown.ts';
import { style } from './style.ts';

/** @returns exit code 0, or 1 if there are no differences. */
export function printDifference(before: Capture, after: Capture, comparison: Comparison, form: Form): number {
  const { added, updated, removed } = comparison;
  printChanges(before, after, comparison, form);
  const since = new Date(before.header.startedAt).toISOString();
  if (form === 'text') say(`${added.length} added, ${updated.length} updated, ${removed.length} removed since ${since}`);
  return added.length + updated.length + removed.length === 0 ? 1 : 0;
}

export function printChanges(before: Capture, after: Capture, { added, updated, removed }: Comparison, form: Form): void {
  const all: { before?: number; after?: number }[] = [...removed.map((s) => ({ before: s })), ...updated,
    ...added.map((s) => ({ after: s }))];
  if (form === 'json') {
    sayJson({ host: after.header.host.name, at: after.header.startedAt, changes: all.map((c) => lineOf(before, after, c)) });
    return;
  }
  for (const change of all) {
    if (form === 'ndjson') sayJson(lineOf(before, after, change));
    else say(...linesOf(changeOf(before, after, change)));
  }
}

function lineOf(before: Capture, after: Capture, c: { before?: number; after?: number }): ChangeLine {
  const { change, what } = changeOf(before, after, c);
  return {
    record: 'change', host: after.header.host.name, at: after.header.startedAt, change, what: [...what],
    socket: c.after === undefined ? socketLineOf(before, c.before!) : socketLineOf(after, c.after),
  };
}

function linesOf({ change, before, after, what }: LiveChange): Shown[] {
  const row = (after ?? before)!;
  switch (change) {
    case 'added': return [line`${style.good('+')} ${scanLine(row)}`];
    case 'removed': return [line`${style.bad('-')} ${scanLine(row)}`];
    case 'updated': return [line`${style.warn('~')} ${scanLine(row)}`, line`    ${what.join('; ')}`];
  }
}
