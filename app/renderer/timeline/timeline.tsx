/** The whole trace on one axis: lanes, sockets, transfers and marks on a canvas, a map of all of it, and a slider for the step shown. */
import './timeline.css';
import { useEffect, useId } from 'react';
import { showing } from '../../shared/axis/moves.ts';
import { KNOWN_WORDS } from '../../shared/format/known.ts';
import { KnownShape } from '../components/known-mark.tsx';
import { lookAt, useAxis, wholeView } from '../store/axis.ts';
import { goTo } from '../store/session-actions.ts';
import { totalSteps, useSession } from '../store/session.ts';
import { AxisCanvas } from './axis-canvas.tsx';
import { AxisText } from './axis-text.tsx';
import { AxisTools } from './axis-tools.tsx';
import { Minimap } from './minimap.tsx';
import { strings } from './strings.ts';
import { usePicture } from './use-picture.ts';

const MARKS = ['performed', 'read', 'predicted', 'documented'] as const;
const RECORDED_MARKS = ['recorded', 'read', 'predicted', 'concluded'] as const;

/** @param brief without room for the axis. */
export function Timeline({ brief = false }: { brief?: boolean }) {
  const position = useSession((s) => s.position);
  const total = useSession(totalSteps);
  return (
    <section className="timeline" aria-label={strings.title}>
      {!brief && <WholeAxis />}
      <input type="range" className="scrubber" data-testid="scrubber" aria-label={strings.position} min={0} max={Math.max(1, total)}
        step={1}
        value={position} aria-valuetext={position === 0 ? strings.beforeFirst : strings.step(position, total)}
        style={{ '--at-part': String(total === 0 ? 0 : position / total),
          '--last-part': String(total / (total + 1)) } as Record<string, string>}
        onChange={({ target }) => goTo(Number(target.value))} />
    </section>
  );
}

function WholeAxis() {
  const picture = usePicture();
  const text = useId();
  useShown();
  const marks = useSession((s) => (s.opened?.header.recording ? RECORDED_MARKS : MARKS));
  return (
    <>
      <h2 className="heading">
        {strings.title}
        {picture && <AxisText id={text} picture={picture} />}
        <AxisTools />
        <span className="legend">
          {marks.map((known) => <span key={known}><KnownShape known={known} /> {KNOWN_WORDS[known]}</span>)}
        </span>
      </h2>
      {picture && <AxisCanvas picture={picture} describedBy={text} />}
      {picture && <Minimap picture={picture} />}
    </>
  );
}

/** The step shown stays in the visible part. */
function useShown(): void {
  const position = useSession((s) => s.position);
  const history = useSession((s) => s.history);
  useEffect(() => {
    const { view, unit } = useAxis.getState();
    if (!view || !history) return;
    const next = showing(view, unit === 'steps' ? position : history.axis.times.of(position), wholeView());
    if (next !== view) lookAt(next);
  }, [position, history]);
}
