/** Rows of paired steps; where the outcomes differ the row says so. */
import { useMemo } from 'react';
import { processId } from '../../shared/domain/ids.ts';
import type { Rules } from '../../shared/domain/entities.ts';
import { hueOf } from '../../shared/graph-layout/nodes.ts';
import { alignTraces } from '../../shared/trace/align.ts';
import type { Step } from '../../shared/trace/step.ts';
import { goTo } from '../store/session-actions.ts';
import { currentHistory, useSession } from '../store/session.ts';
import { Arrows } from '../components/arrows.tsx';
import { actionWords, callOf } from '../../shared/format/action.ts';
import { outcomeWords } from '../../shared/format/outcome.ts';
import type { SecondRun } from './second-run.ts';
import { strings } from './strings.ts';
import { strings as common } from '../components/strings.ts';

export function PairedTable({ run }: { run: SecondRun & { same: boolean } }) {
  const length = useSession((s) => s.length);
  const label = useSession((s) => s.opened?.provider.label ?? '');
  const position = useSession((s) => s.position);
  const { log } = currentHistory();
  const pairs = useMemo(() => alignTraces(log.steps().slice(0, length), run.log.steps(), run.same), [log, length, run]);
  const differing = pairs.filter(({ left, right }) => left && right && differs(left, right)).length;
  return (
    <>
      <p className="note" data-testid="paired-sum">
        {strings.pairs.sum(pairs.filter((p) => p.left && p.right).length, differing)}
        {length < run.log.length && run.same && strings.pairs.notPerformed}
      </p>
      <table className="sides-table paired" data-testid="paired">
        <thead><tr><th scope="col">{label}</th><th scope="col">{run.provider.label}</th></tr></thead>
        <tbody>
          {pairs.map(({ left, right }) => (
            <tr key={`${left?.n ?? '-'} ${right?.n ?? '-'}`} data-differs={left !== null && right !== null && differs(left, right)}
              aria-current={left?.n === position ? 'step' : undefined}>
              <td><Cell step={left} rules={log.header.rules} link /></td>
              <td><Cell step={right} rules={run.log.header.rules} /></td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

/** By kind only: numbers of descriptors, ports and pids differ from run to run and mean nothing. */
function differs(left: Step, right: Step): boolean {
  return left.outcome.kind !== right.outcome.kind
    || (left.outcome.kind === 'error' && right.outcome.kind === 'error' && left.outcome.name !== right.outcome.name
      && left.outcome.name.replace('WSA', '') !== right.outcome.name);
}

function Cell({ step, rules, link = false }: { step: Step | null; rules: Rules; link?: boolean }) {
  if (!step) return <span className="quiet-text">{strings.pairs.noCounterpart}</span>;
  const { process, shown, title, args } = actionWords(step.action, rules);
  const { text, tone } = outcomeWords(step.outcome, rules, callOf(step.action));
  const number = link ? <button type="button" className="link" onClick={() => goTo(step.n)}>{step.n}</button>
    : <span className="quiet-text">{step.n}</span>;
  return (
    <span className="paired-cell">
      {number}
      <i className="bar" data-hue={hueOf(currentHistory().places, processId(process))} aria-hidden="true" />
      <span>{!title.startsWith(`${shown} `) && <><b>{shown}</b> </>}
        <span className="mono">{title}</span> <span className="quiet-text"><Arrows text={args} /> = </span>
        <span className="mono" data-tone={tone}>{text === '' ? common.success : <Arrows text={text} />}</span></span>
    </span>
  );
}
