/** One row of the steps: process, call, arguments and outcome. */
import { memo } from 'react';
import type { Rules } from '../../shared/domain/entities.ts';
import { processId } from '../../shared/domain/ids.ts';
import { hueOf } from '../../shared/graph-layout/nodes.ts';
import type { ScenarioStep } from '../../shared/scenario/format.ts';
import type { Step } from '../../shared/trace/step.ts';
import { goTo } from '../store/session-actions.ts';
import { isSet, toggleBreakpoint, useRunOrder } from '../store/run-order.ts';
import { currentHistory } from '../store/session.ts';
import { select } from '../store/ui.ts';
import { Arrows } from '../components/arrows.tsx';
import { actionWords, callOf, plannedWords } from '../../shared/format/action.ts';
import { expectationText, outcomeWords } from '../../shared/format/outcome.ts';
import { durationText } from '../../shared/format/values.ts';
import { strings } from './strings.ts';
import { strings as common } from '../components/strings.ts';

interface StepRowProps {
  step: Step;
  rules: Rules;
  total: number;
  here: boolean;
  tabbable: boolean;
}

export const StepRow = memo(function StepRow({ step, rules, total, here, tabbable }: StepRowProps) {
  const { process, shown, title, args } = actionWords(step.action, rules);
  const { text, tone } = outcomeWords(step.outcome, rules, callOf(step.action));
  const flag = flagOf(step);
  return (
    <li data-testid={`step-row-${step.n}`} aria-current={here ? 'step' : undefined} aria-posinset={step.n} aria-setsize={total}>
      <button type="button" className="step-row" tabIndex={tabbable ? 0 : -1} onClick={() => { goTo(step.n); select(null); }}
        title={wholeText(title, [args, text], step.note)}>
        <span className="number">{step.n}</span>
        <i className="bar" data-hue={hueOf(currentHistory().places, processId(process))} aria-hidden="true" />
        <span className="what">
          <span className="title">
            {title.startsWith(shown) ? title : <><span className="hidden-words">{strings.who(shown)}</span>{title}</>}</span>
          <span className="args">
            {/* Failures must not be cut off: they come before the arguments. */}
            {tone === 'bad'
              && <><span className="outcome" data-tone={tone}>
                <Arrows text={step.outcome.kind === 'refused' ? strings.notMade : text} /></span>{' '}</>}
            {args !== '' && <><Arrows text={args} />{' '}</>}
            {tone !== 'bad' && text !== ''
              && <span className="outcome" data-tone={tone}>{tone === 'good' ? '= ' : ''}<Arrows text={text} /></span>}
          </span>
        </span>
        <span className="end">
          <span className="duration" title={common.durationTitle}>{durationText(step.micros)}</span>
          {flag !== null && <span className="flag" data-tone={flag.tone}>{flag.text}</span>}
        </span>
      </button>
    </li>
  );
});

/** Text that a narrow list can cut off, as a tooltip. */
function wholeText(title: string, rest: readonly string[], note: string | null): string {
  return [[title, rest.filter((words) => words !== '').join(', ')].join(' ').trim(), note ?? ''].join('\n').trim();
}

function flagOf(step: Step): { text: string; tone: 'bad' | 'warn' } | null {
  if (step.divergences.some((d) => d.knownDifference === null)) return { text: strings.diverged, tone: 'bad' };
  if (step.verdict && !step.verdict.met) return { text: strings.unexpected, tone: 'bad' };
  if (step.hazards.some(({ state }) => state === 'found')) return { text: strings.hazard, tone: 'warn' };
  const cancels = Object.values(step.diff.updated).some(([before, after]) =>
    before.kind === 'registration' && before.state === 'current' && after.kind === 'registration' && after.state === 'cancelled');
  return cancels ? { text: strings.cancels, tone: 'warn' } : null;
}

interface PlannedRowProps {
  n: number;
  /** Its place in the scenario, from 0. */
  plan: number;
  step: ScenarioStep;
  rules: Rules;
  total: number;
}

export const PlannedRow = memo(function PlannedRow({ n, plan, step, rules, total }: PlannedRowProps) {
  const stops = useRunOrder((s) => isSet(s.breakpoints, { kind: 'plan', plan }));
  const { process, title, args } = plannedWords(step, rules);
  // Success is the default for every call; it is shown only where the row would be empty.
  const words = 'expect' in step && step.expect ? expectationText(step.expect) : '';
  const expected = words === '' || (words === common.success && args !== '') ? '' : strings.expect(words);
  return (
    <li data-testid={`step-row-${n}`} className="planned" aria-posinset={n} aria-setsize={total}>
      <div className="step-row" title={wholeText(title, [args, expected], step.note ?? strings.plannedTitle)}>
        <button type="button" className="break-dot" data-testid={`break-at-${n}`} tabIndex={-1} aria-pressed={stops}
          aria-label={strings.stops(n)}
          title={stops ? strings.stopsOn : strings.stopsOff} onClick={() => toggleBreakpoint({ kind: 'plan', plan })}>
          <span>{n}</span></button>
        <i className="bar" data-hue={process === '' ? 0 : hueOf(currentHistory().places, processId(process))} aria-hidden="true" />
        <span className="what">
          <span className="title">{title}</span>
          <span className="args"><Arrows text={[args, expected].filter((words) => words !== '').join(', ')} /></span>
        </span>
        <span className="hidden-words">{strings.planned}</span>
      </div>
    </li>
  );
});
