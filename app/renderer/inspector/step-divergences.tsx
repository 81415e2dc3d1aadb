/** Where the system and the rules disagreed at a step. */
import type { Step } from '../../shared/trace/step.ts';
import { PanelHeading } from './panel-heading.tsx';

export function StepDivergences({ step }: { step: Step }) {
  if (step.divergences.length === 0) return null;
  return (
    <>
      <PanelHeading aside={step.divergences.length} tone="bad">Divergences</PanelHeading>
      {step.divergences.map((d) => (
        <div key={`${d.what} ${d.observed}`} className="card">
          <p><b data-tone={d.knownDifference === null ? 'bad' : undefined}>{d.what}</b>{d.knownDifference !== null && <> (known difference {d.knownDifference}, not counted)</>}</p>
          <dl className="fact-list">
            <div className="fact"><dt>Predicted</dt><dd className="mono">{d.predicted}{d.rules.length > 0 && <span className="quiet-text"> {d.rules.join(', ')}</span>}</dd></div>
            <div className="fact"><dt>Observed</dt><dd className="mono">{d.observed}</dd></div>
          </dl>
        </div>
      ))}
    </>
  );
}
