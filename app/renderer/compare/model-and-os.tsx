/** For the current step: the prediction, the real outcome, and every fact read, beside the model's value. */
import { expectedFact } from '../../shared/trace/compare.ts';
import type { Fact, Step } from '../../shared/trace/step.ts';
import { KnownMark } from '../components/known-mark.tsx';
import { RuleChips } from '../components/rule-chips.tsx';
import { StepLink } from '../components/step-link.tsx';
import { currentHistory, isRecording, useRules, useSession } from '../store/session.ts';
import { actionWords, callOf } from '../../shared/format/action.ts';
import { outcomeWords, predictedText } from '../../shared/format/outcome.ts';
import { readText } from '../format/field.ts';
import { thingName } from '../format/thing.ts';
import { PanelHeading } from '../components/panel-heading.tsx';
import { strings } from './strings.ts';
import { strings as common } from '../components/strings.ts';
import { filled } from '../components/filled.tsx';

export function ModelAndOs() {
  const step = useSession((s) => s.step);
  const real = useSession((s) => s.opened?.header.provider !== 'model');
  const label = useSession((s) => s.opened?.provider.label ?? '');
  const recording = useSession(isRecording);
  if (!step) {
    return (
      <p className="empty">
        {filled(recording ? strings.model.nothingYetOfRecording : strings.model.nothingYet, { step: <b>{common.step}</b> })}
      </p>
    );
  }
  return (
    // A region that scrolls must be reachable by keyboard.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <section className="sides-body" tabIndex={0} aria-label={strings.choices.model}>
      {!real && <p className="note">{strings.model.alone}</p>}
      <StepTable step={step} label={label} />
      <FactTable step={step} label={label} />
      <Elsewhere />
    </section>
  );
}

function StepTable({ step, label }: { step: Step; label: string }) {
  const rules = useRules();
  const { shown, title } = actionWords(step.action, rules);
  const { text, tone } = outcomeWords(step.outcome, rules, callOf(step.action));
  const differing = step.divergences.find((d) => d.kind === 'outcome');
  return (
    <table className="sides-table" data-testid="sides-outcome">
      <thead>
        <tr><th scope="col">{strings.model.step(step.n, shown, title)}</th><th scope="col">{strings.model.model}</th>
          <th scope="col">{label}</th></tr></thead>
      <tbody>
        <tr data-differs={differing?.knownDifference === null} data-known={differing !== undefined && differing.knownDifference !== null}>
          <th scope="row">{strings.model.outcome}</th>
          <td className="mono">
            {step.predicted ? predictedText(step.predicted.outcome, rules, callOf(step.action)) : common.noPrediction} {step.predicted
              && <RuleChips rules={step.predicted.rules} />}</td>
          <td className="mono" data-tone={tone}>{text === '' ? common.success : text}</td>
        </tr>
        {step.divergences.map((d) => (
          <tr key={`${d.what} ${d.observed}`} data-differs={d.knownDifference === null} data-known={d.knownDifference !== null}>
            <th scope="row">{d.what}{d.knownDifference !== null && <span className="quiet-text">{strings.model.knownDifference}</span>}</th>
            <td className="mono">{d.predicted} <RuleChips rules={d.rules} /></td>
            <td className="mono">{d.observed} {d.knownDifference !== null && <RuleChips rules={[d.knownDifference]} />}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function FactTable({ step, label }: { step: Step; label: string }) {
  const world = useSession((s) => s.world);
  const rules = useRules();
  if (step.facts.length === 0) return <p className="empty">{strings.model.noFacts}</p>;
  const name = (fact: Fact) => {
    const thing = world.get(fact.subject);
    return thing ? thingName(world, rules, thing) : fact.subject;
  };
  return (
    <table className="sides-table" data-testid="sides-facts">
      <thead>
        <tr><th scope="col">{strings.model.factsAfter}</th><th scope="col">{strings.model.model}</th><th scope="col">{label}</th></tr>
        </thead>
      <tbody>
        {step.facts.map((fact) => {
          const expected = expectedFact(world, fact);
          return (
            <tr key={`${fact.subject} ${fact.what}`} data-differs={expected !== undefined && expected !== fact.value}>
              <th scope="row">{strings.model.fact(name(fact), fact.what)}</th>
              <td className="mono">
                {expected === undefined ? <span className="quiet-text">{common.noPrediction}</span> : String(expected)}</td>
              <td className="mono">{readText(fact.value)} <KnownMark known={fact.known} /></td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

/** Other steps of the trace at which the two sides differ. */
function Elsewhere() {
  const length = useSession((s) => s.length);
  const divergent = currentHistory().log.steps().slice(0, length).filter((s) => s.divergences.length > 0);
  return (
    <>
      <PanelHeading aside={divergent.length}>{strings.model.heading}</PanelHeading>
      {divergent.length === 0
        ? <p className="empty">{strings.model.noDifferences}</p>
        : (
          <ul className="differing">
            {divergent.slice(0, 200).map((s) => (
              <li key={s.n}>
                <StepLink n={s.n} />: {s.divergences.map((d) => strings.model.inList(d.what, d.knownDifference)).join(', ')}</li>
            ))}
          </ul>
        )}
    </>
  );
}
