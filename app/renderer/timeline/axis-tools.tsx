/** Buttons of the axis: zoom, all, steps or time, and the end of a range. */
import { LEAST, zoomed } from '../../shared/axis/moves.ts';
import { clearRange, lookAt, useAxis, wholeView } from '../store/axis.ts';
import { currentHistory, useSession } from '../store/session.ts';
import { strings } from './strings.ts';

const FACTOR = 0.5;

function zoomBy(factor: number): void {
  const { view, unit } = useAxis.getState();
  const whole = wholeView();
  const { from, to } = view ?? whole;
  const { position } = useSession.getState();
  const at = unit === 'steps' ? position : currentHistory().axis.times.of(position);
  lookAt(zoomed({ from, to }, factor, at >= from && at <= to ? at : (from + to) / 2, whole, LEAST[unit]));
}

export function AxisTools() {
  const { unit, view, range } = useAxis();
  return (
    <span className="axis-tools">
      {range && <button type="button" className="quiet" data-testid="axis-clear" title={strings.clearTitle} onClick={clearRange}>
        {strings.clear}</button>}
      <button type="button" className="quiet" data-testid="axis-unit" aria-pressed={unit === 'time'} title={strings.unitTitle}
        onClick={() => useAxis.setState({ unit: unit === 'steps' ? 'time' : 'steps', view: null })}>{strings.time}</button>
      <button type="button" className="quiet" aria-label={strings.zoomOut} title={strings.zoomOutTitle} onClick={() => zoomBy(1 / FACTOR)}>
        −</button>
      <button type="button" className="quiet" aria-label={strings.zoomIn} title={strings.zoomInTitle} onClick={() => zoomBy(FACTOR)}>
        +</button>
      <button type="button" className="quiet" data-testid="axis-all" aria-disabled={view === null} title={strings.allTitle}
        onClick={() => useAxis.setState({ view: null })}>{strings.all}</button>
    </span>
  );
}
