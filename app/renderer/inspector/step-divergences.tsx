/** Where the system and the rules disagreed at a step. */
import type { Step } from '../../shared/trace/step.ts';
import { PanelHeading } from '../components/panel-heading.tsx';
import { strings } from './strings.ts';

export function StepDivergences({ step }: { step: Step }) {
  if (step.divergences.length === 0) return null;
  return (
    <>
      <PanelHeading aside={step.divergences.length} tone="bad">{strings.step.divergences}</PanelHeading>
      {step.divergences.map((d) => (
        <div key={`${d.what} ${d.observed}`} className="card">
          <p><b data-tone={d.knownDifference === null ? 'bad' : undefined}>{d.what}</b>
            {d.knownDifference !== null && strings.step.counted(d.knownDifference)}</p>
          <dl className="fact-list">
            <div className="fact"><dt>{strings.step.predicted}</dt>
              <dd className="mono">{d.predicted}{d.rules.length > 0 && <span className="quiet-text"> {d.rules.join(', ')}</span>}</dd></div>
            <div className="fact"><dt>{strings.step.observed}</dt><dd className="mono">{d.observed}</dd></div>
          </dl>
        </div>
      ))}
    </>
  );
}
