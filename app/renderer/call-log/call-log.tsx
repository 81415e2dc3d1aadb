/** Every performed step as a row of a table: the call log, narrowed by a filter. */
import './call-log.css';
import { useRef, useState } from 'react';
import { currentHistory, useSession } from '../store/session.ts';
import { useVirtualRows } from '../parts/virtual-rows.ts';
import { CallRow } from './call-row.tsx';
import { FilterBar } from './filter-bar.tsx';
import { useFound } from './use-found.ts';

const ROW = 30;
const HEAD = 31;

export function CallLog() {
  const length = useSession((s) => s.length);
  const [filter, setFilter] = useState('');
  const { numbers, problem } = useFound(filter, length);
  if (length === 0) return <p className="empty">Every call will be listed here with its arguments, its outcome, what the rules predicted, and how long it took. Press <b>Step</b> to perform the first.</p>;
  return (
    <div className="call-log-view">
      <FilterBar filter={filter} onFilter={setFilter} problem={problem} count={numbers?.length ?? length} of={length} />
      {numbers?.length === 0
        ? <p className="empty">No step has that. Terms such as <span className="mono">error:*</span> or <span className="mono">process:main</span> narrow the log; a minus in front excludes.</p>
        : <LogTable numbers={numbers} length={length} />}
    </div>
  );
}

/** `numbers`: the steps that are shown; null for all of them. */
function LogTable({ numbers, length }: { numbers: readonly number[] | null; length: number }) {
  const scroller = useRef<HTMLElement>(null);
  const position = useSession((s) => s.position);
  const rules = useSession((s) => s.opened?.header.rules ?? 'winsock');
  const count = numbers?.length ?? length;
  const { first, end, above, below } = useVirtualRows(scroller, count, ROW, { row: numbers ? numbers.indexOf(position) : position - 1, inset: HEAD });
  const { log } = currentHistory();
  const shown = numbers ? numbers.slice(first, end).map((n) => log.step(n)!) : log.steps().slice(first, end);
  return (
    // A region that scrolls must be reachable by keyboard.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <section className="call-log" ref={scroller} aria-label="Call log" tabIndex={0}>
      <table data-testid="log-table" aria-rowcount={count + 1}>
        <thead>
          <tr>
            <th scope="col" className="right">Step</th><th scope="col">Process</th><th scope="col">Call</th><th scope="col">Arguments</th>
            <th scope="col">Outcome</th><th scope="col">Predicted</th><th scope="col" className="right">Duration</th><th scope="col">Divergences</th>
          </tr>
        </thead>
        <tbody>
          {above > 0 && <tr aria-hidden="true" style={{ height: above }} />}
          {shown.map((step) => <CallRow key={step.n} step={step} rules={rules} here={step.n === position} />)}
          {below > 0 && <tr aria-hidden="true" style={{ height: below }} />}
        </tbody>
      </table>
    </section>
  );
}
