/** One step: the call, its outcome, the prediction, and the facts learned. */
import type { Step } from '../../shared/trace/step.ts';
import type { Rules } from '../../shared/domain/entities.ts';
import { processId } from '../../shared/domain/ids.ts';
import { allOf } from '../../shared/domain/world.ts';
import { Hazards } from '../hazards/hazards.tsx';
import { Why } from '../explain/why.tsx';
import { RuleChips } from '../components/rule-chips.tsx';
import { useRules, useSession } from '../store/session.ts';
import { select } from '../store/ui.ts';
import { Arrows } from '../components/arrows.tsx';
import { CopyButton } from '../components/copy-button.tsx';
import { ProcessName } from '../components/process-name.tsx';
import { TextButton } from '../components/text-button.tsx';
import { specOf } from '../../shared/calls/catalogue.ts';
import { actionWords, callOf } from '../../shared/format/action.ts';
import { argWords } from '../../shared/format/full-args.ts';
import { expectationText, outcomeWords, predictedText } from '../../shared/format/outcome.ts';
import { durationText } from '../../shared/format/values.ts';
import { BlobView } from './blob-view.tsx';
import { FactRow } from '../components/fact-row.tsx';
import { PanelHeading } from '../components/panel-heading.tsx';
import { StepDivergences } from './step-divergences.tsx';
import { StepFacts } from './step-facts.tsx';
import { strings } from './strings.ts';
import { strings as common } from '../components/strings.ts';

export function StepDetails({ step }: { step: Step }) {
  const rules = useRules();
  const real = useSession((s) => s.opened?.header.provider !== 'model');
  const { process, title, args } = actionWords(step.action, rules);
  const { text, tone } = outcomeWords(step.outcome, rules, callOf(step.action));
  const blob = step.outcome.kind === 'ok' ? step.outcome.results.blob : undefined;
  return (
    <>
      <PanelHeading aside={<span className="plain-case" title={common.durationTitle}>{durationText(step.micros)}</span>}>
        {common.stepTitle(step.n)}</PanelHeading>
      <p className="call-title"><span className="mono">{title}</span>{strings.step.by}
        <ProcessName id={processId(process)} pid /> <CopyButton text={JSON.stringify(step, null, 2)} what={strings.step.copy} /></p>
      {step.note !== null && <p className="note said">{step.note}</p>}
      <CallText step={step} rules={rules} args={args} />
      <PanelHeading>{strings.step.outcome}</PanelHeading>
      <dl className="fact-list">
        <FactRow name={real ? strings.step.happened : strings.step.assumed} source={{ known: real ? 'performed' : 'predicted' }}
          copy={text === '' ? common.success : text}>
          <span className="mono" data-tone={tone}>{text === '' ? common.success : <Arrows text={text} />}</span>
        </FactRow>
        {step.predicted && (
          <FactRow name={strings.step.predicted} known="predicted">
            <span className="mono">{predictedText(step.predicted.outcome, rules, callOf(step.action))}</span>
          </FactRow>
        )}
        {step.predicted && step.predicted.rules.length > 0
          && <FactRow name={strings.step.rules}><RuleChips rules={step.predicted.rules} /></FactRow>}
        {step.verdict && (
          <FactRow name={strings.step.expected}>
            {expectationText(step.verdict.expected)}: <span data-tone={step.verdict.met ? 'good' : 'bad'}>
              {step.verdict.met ? strings.step.met : strings.step.unmet}</span>
            {step.verdict.but !== null && strings.step.but(step.verdict.but)}
          </FactRow>
        )}
      </dl>
      <StepDivergences step={step} />
      <Why selection={null} />
      <Hazards selection={null} />
      <StepFacts step={step} />
      {blob !== undefined && <BlobView hex={blob} compare />}
    </>
  );
}

/** From the message to its content. */
function TransferLink({ name }: { name: string }) {
  const transfer = useSession((s) => allOf(s.world, 'transfer').findLast((t) => t.name === name));
  return transfer ? <>. <TextButton onPress={() => select(transfer.id)}>{strings.step.showTransfer}</TextButton></> : null;
}

function CallText({ step, rules, args }: { step: Step; rules: Rules; args: string }) {
  const { action } = step;
  if (action.kind !== 'call')
    return args === '' ? null
      : <p className="note"><Arrows text={args} />
        {action.kind === 'message' && action.content.kind === 'blob' && <TransferLink name={action.content.name} />}</p>;
  const spec = specOf(rules, action.call);
  const given = argWords(action, rules);
  return (
    <>
      {spec && spec.prototype !== '' && <pre className="prototype">{spec.prototype}</pre>}
      {spec && <p className="note">{spec.summary} <a href={spec.doc} target="_blank" rel="noreferrer">{strings.step.documentation}</a></p>}
      {given.length > 0 && (
        <dl className="fact-list">
          {given.map(({ name, text, written }) => (
            <FactRow key={name} name={name} copy={text}>
              <span className="mono">{text}</span>{written !== null && <span className="quiet-text mono"> {written}</span>}
            </FactRow>
          ))}
        </dl>
      )}
    </>
  );
}
