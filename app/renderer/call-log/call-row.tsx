/** One row of the call log. */
import { memo } from 'react';
import type { Rules } from '../../shared/domain/entities.ts';
import { processId } from '../../shared/domain/ids.ts';
import type { Step } from '../../shared/trace/step.ts';
import { goTo } from '../store/session-actions.ts';
import { Arrows } from '../components/arrows.tsx';
import { ProcessName } from '../components/process-name.tsx';
import { actionWords, callOf } from '../../shared/format/action.ts';
import { fullArgs } from '../../shared/format/full-args.ts';
import { outcomeWords, predictedText } from '../../shared/format/outcome.ts';
import { durationText } from '../../shared/format/values.ts';
import { strings } from './strings.ts';
import { strings as common } from '../components/strings.ts';

export const CallRow = memo(function CallRow({ step, rules, here }: { step: Step; rules: Rules; here: boolean }) {
  const { process, title, args } = actionWords(step.action, rules);
  const { text, tone } = outcomeWords(step.outcome, rules, callOf(step.action));
  const predicted = step.predicted ? predictedText(step.predicted.outcome, rules, callOf(step.action)) : common.noPrediction;
  const diverged = step.divergences.map((d) => strings.divergence(d.what, d.observed)).join('\n');
  const full = step.action.kind === 'call' ? fullArgs(step.action, rules) : args;
  return (
    <tr aria-current={here ? 'step' : undefined} aria-rowindex={step.n + 1} data-step={step.n}
      data-diverged={step.divergences.some((d) => d.knownDifference === null)}>
      <td className="right"><button type="button" className="link" onClick={() => goTo(step.n)}>{step.n}</button></td>
      <td><ProcessName id={processId(process)} /></td>
      <td className="mono" title={title}>{title}</td>
      <td className="mono" title={full}><Arrows text={full} /></td>
      <td className="mono" data-tone={tone} title={[text, diverged].join('\n').trim()}>
        {text === '' ? common.success : <Arrows text={text} />}</td>
      <td className="mono quiet-text" title={predicted}>{predicted}</td>
      <td className="right mono quiet-text" title={common.durationTitle}>{durationText(step.micros)}</td>
      <td title={diverged}><DivergenceWords step={step} /></td>
    </tr>
  );
});

function DivergenceWords({ step }: { step: Step }) {
  const counted = step.divergences.filter((d) => d.knownDifference === null);
  const known = step.divergences.filter((d) => d.knownDifference !== null);
  return (
    <>
      {counted.length > 0 && <span data-tone="bad">{counted.map((d) => d.what).join(', ')}</span>}
      {known.length > 0 && <span className="quiet-text">{strings.known(known.map((d) => d.knownDifference).join(', '))}</span>}
    </>
  );
}
