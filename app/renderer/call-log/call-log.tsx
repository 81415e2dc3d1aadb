/** Every performed step as a row of a table: the call log, narrowed by a filter. */
import './call-log.css';
import { type MouseEvent, useRef, useState } from 'react';
import { fileNameOf } from '../../shared/scenario/edit/text.ts';
import { currentHistory, isRecording, useRules, useSession } from '../store/session.ts';
import { saveText } from '../browser/download.ts';
import { openMenu } from '../components/context-menu.tsx';
import { useVirtualRows } from '../components/virtual-rows.ts';
import { logCsv } from './csv.ts';
import { rowMenu } from './row-menu.ts';
import { CallRow } from './call-row.tsx';
import { FilterBar } from './filter-bar.tsx';
import { useFound } from './use-found.ts';
import { strings } from './strings.ts';
import { strings as common } from '../components/strings.ts';
import { filled } from '../components/filled.tsx';

const ROW = 30;
const HEAD = 31;

export function CallLog() {
  const length = useSession((s) => s.length);
  const recording = useSession(isRecording);
  const [filter, setFilter] = useState('');
  const { numbers, problem } = useFound(filter, length);
  if (length === 0)
    return <p className="empty">{recording ? common.noRecordedSteps : filled(strings.empty, { step: <b>{common.step}</b> })}</p>;
  return (
    <div className="call-log-view">
      <FilterBar filter={filter} onFilter={setFilter} problem={problem} count={numbers?.length ?? length} of={length}
        onCsv={() => {
          const { log } = currentHistory();
          const steps = numbers ? numbers.map((n) => log.step(n)!) : log.steps();
          void saveText(`${fileNameOf(log.header.scenario.title)}.csv`, logCsv(steps, log.header), 'text/csv');
        }} />
      {numbers?.length === 0
        ? <p className="empty">
          {filled(strings.noMatch, { error: <span className="mono">error:*</span>, process: <span className="mono">process:main</span> })}
          </p>
        : <LogTable numbers={numbers} length={length} onMenu={(event, n) => openMenu(event, rowMenu(n, filter, setFilter))} />}
    </div>
  );
}

/** `numbers`: the steps to show; null for all of them. */
function LogTable({ numbers, length, onMenu }: {
  numbers: readonly number[] | null; length: number; onMenu: (event: MouseEvent, n: number) => void;
}) {
  const scroller = useRef<HTMLElement>(null);
  const position = useSession((s) => s.position);
  const rules = useRules();
  const count = numbers?.length ?? length;
  const { first, end, above, below } = useVirtualRows(scroller, count, ROW,
    { row: numbers ? numbers.indexOf(position) : position - 1, inset: HEAD });
  const { log } = currentHistory();
  const shown = numbers ? numbers.slice(first, end).map((n) => log.step(n)!) : log.steps().slice(first, end);
  return (
    // A region that scrolls must be reachable by keyboard.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <section className="call-log" ref={scroller} aria-label={strings.label} tabIndex={0}>
      <table data-testid="log-table" aria-rowcount={count + 1}>
        <thead>
          <tr>
            <th scope="col" className="right">{strings.columns.step}</th><th scope="col">{strings.columns.process}</th>
            <th scope="col">{strings.columns.call}</th><th scope="col">{strings.columns.arguments}</th>
            <th scope="col">{strings.columns.outcome}</th><th scope="col">{strings.columns.predicted}</th>
            <th scope="col" className="right">{strings.columns.duration}</th><th scope="col">{strings.columns.divergences}</th>
          </tr>
        </thead>
        {/* The menu key reaches it through the buttons inside. */}
        {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions */}
        <tbody onContextMenu={(event) => {
          const row = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-step]') : null;
          if (row) onMenu(event, Number(row.dataset['step']));
        }}>
          {above > 0 && <tr aria-hidden="true" style={{ height: above }} />}
          {shown.map((step) => <CallRow key={step.n} step={step} rules={rules} here={step.n === position} />)}
          {below > 0 && <tr aria-hidden="true" style={{ height: below }} />}
        </tbody>
      </table>
    </section>
  );
}
