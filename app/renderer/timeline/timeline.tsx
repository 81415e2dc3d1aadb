/** The whole session on one strip: a lane per process, a bar per step, a line from an export to its import. */
import './timeline.css';
import { useRef } from 'react';
import { goTo } from '../store/session-actions.ts';
import { totalSteps, useSession } from '../store/session.ts';
import { KnownShape } from '../components/known-mark.tsx';
import { KNOWN_WORDS } from '../../shared/format/known.ts';
import { Lanes } from './lanes.tsx';
import { useWidth } from './use-width.ts';
import { strings } from './strings.ts';

const MARKS = ['performed', 'read', 'predicted', 'documented'] as const;
const RECORDED_MARKS = ['recorded', 'read', 'predicted', 'concluded'] as const;

export function Timeline() {
  const strip = useRef<HTMLDivElement>(null);
  const width = useWidth(strip);
  const position = useSession((s) => s.position);
  const total = useSession(totalSteps);
  const marks = useSession((s) => (s.opened?.header.recording ? RECORDED_MARKS : MARKS));
  return (
    <section className="timeline" aria-label={strings.title}>
      <h2 className="heading">
        {strings.title}
        <span className="legend">
          {marks.map((known) => <span key={known}><KnownShape known={known} /> {KNOWN_WORDS[known]}</span>)}
        </span>
      </h2>
      <div className="strip" ref={strip}>
        {width > 0 && <Lanes width={width} />}
        <input type="range" className="scrubber" data-testid="scrubber" aria-label={strings.position} min={0} max={Math.max(1, total)}
          step={1}
          value={position} aria-valuetext={position === 0 ? strings.beforeFirst : strings.step(position, total)}
          style={{ '--at-part': String(total === 0 ? 0 : position / total) } as Record<string, string>}
          onChange={({ target }) => goTo(Number(target.value))} />
      </div>
    </section>
  );
}
