/** Every performed step as a row of a table: the call log. */
import './call-log.css';
import { useRef } from 'react';
import { currentHistory, useSession } from '../store/session.ts';
import { useRowInSight, useVirtualRows } from '../parts/virtual-rows.ts';
import { CallRow } from './call-row.tsx';

const ROW = 30;
const HEAD = 31;

export function CallLog() {
  const scroller = useRef<HTMLElement>(null);
  const length = useSession((s) => s.length);
  const position = useSession((s) => s.position);
  const rules = useSession((s) => s.opened?.header.rules ?? 'winsock');
  const { first, end, above, below } = useVirtualRows(scroller, length, ROW);
  useRowInSight(scroller, position - 1, ROW, HEAD);
  if (length === 0) return <p className="empty">Every call will be listed here with its arguments, its outcome, what the rules predicted, and how long it took. Press <b>Step</b> to perform the first.</p>;
  const { log } = currentHistory();
  return (
    // A region that scrolls must be reachable by keyboard.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <section className="call-log" ref={scroller} aria-label="Call log" tabIndex={0}>
      <table data-testid="log-table" aria-rowcount={length + 1}>
        <thead>
          <tr>
            <th scope="col" className="right">Step</th><th scope="col">Process</th><th scope="col">Call</th><th scope="col">Arguments</th>
            <th scope="col">Outcome</th><th scope="col">Predicted</th><th scope="col" className="right">Duration</th><th scope="col">Divergences</th>
          </tr>
        </thead>
        <tbody>
          {above > 0 && <tr aria-hidden="true" style={{ height: above }} />}
          {log.steps().slice(first, end).map((step) => <CallRow key={step.n} step={step} rules={rules} here={step.n === position} />)}
          {below > 0 && <tr aria-hidden="true" style={{ height: below }} />}
        </tbody>
      </table>
    </section>
  );
}
