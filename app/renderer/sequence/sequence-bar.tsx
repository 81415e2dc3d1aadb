/** How the rows are spaced, and what the marks of the figure mean. */
import type { Spacing } from '../../shared/sequence/types.ts';
import { strings } from './strings.ts';

const SPACINGS: readonly { id: Spacing; title: string; hint: string }[] = [
  { id: 'even', ...strings.spacings.even },
  { id: 'real', ...strings.spacings.real },
];

interface Props {
  spacing: Spacing;
  onSpacing: (spacing: Spacing) => void;
  perMilli: number | null;
  leftOut: number;
  /** Whether processes without sockets have lanes; null if there are none. */
  all: boolean | null;
  onAll: (all: boolean) => void;
}

export function SequenceBar({ spacing, onSpacing, perMilli, leftOut, all, onAll }: Props) {
  return (
    <div className="sequence-bar">
      <fieldset aria-label={strings.spacing}>
        {SPACINGS.map(({ id, title, hint }) => (
          <label key={id} title={hint}>
            <input type="radio" name="spacing" data-testid={`spacing-${id}`} checked={spacing === id}
              onChange={() => onSpacing(id)} /> {title}</label>
        ))}
      </fieldset>
      {all !== null && (
        <label title={strings.allHint}>
          <input type="checkbox" data-testid="sequence-all" checked={all} onChange={() => onAll(!all)} /> {strings.all}</label>
      )}
      {perMilli !== null && perMilli > 0 && <span className="quiet-text">{strings.scale(scaleText(100 / perMilli))}</span>}
      {leftOut > 0 && <span className="quiet-text">{strings.leftOut(leftOut)}</span>}
      <span className="spring" />
      <span className="legend quiet-text">
        <span><svg width="22" height="8" aria-hidden="true"><path d="M0 4h20" className="key solid" /></svg> {strings.legend.message}</span>
        <span><svg width="22" height="8" aria-hidden="true"><path d="M0 4h20" className="key dotted" /></svg> {strings.legend.data}</span>
        <span><svg width="22" height="8" aria-hidden="true"><path d="M0 4h20" className="key cut" /></svg> {strings.legend.cancels}</span>
        <span>
          <svg width="10" height="12" aria-hidden="true">
            <rect x="1" width="8" height="12" className="key blocked" /></svg> {strings.legend.blocked}</span>
      </span>
    </div>
  );
}

function scaleText(milliseconds: number): string {
  // From 100 on, toPrecision would write an exponent.
  return milliseconds >= 100 ? `${Math.round(milliseconds)} ms`
    : milliseconds >= 1 ? `${milliseconds.toPrecision(2)} ms` : `${Math.round(milliseconds * 1000)} µs`;
}
