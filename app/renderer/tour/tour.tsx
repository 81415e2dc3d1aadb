/** The tour's card and the frame around its subject. It performs the steps that its stops need. */
import './tour.css';
import '../components/overlay.css';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { X } from 'lucide-react';
import { goTo, stepForward } from '../store/session-actions.ts';
import { useSession } from '../store/session.ts';
import { resettable } from '../store/resettable.ts';
import { useUi } from '../store/ui.ts';
import { endTour, useTour } from '../store/tour.ts';
import { type Box, placeCard } from './place-card.ts';
import { TOUR, type TourStop } from './tour-steps.ts';
import { strings } from './strings.ts';
import { strings as common } from '../components/strings.ts';

/** What the card should not cover. */
const IN_SIGHT = '.step-row, [data-thing], .legend > span, .sequence-row .words, .inspector > *, .controls, [role="tablist"]';
/** Milliseconds until the graph has moved to where it fits. */
const SETTLED = 400;

export function Tour() {
  const at = useTour((s) => s.at);
  const open = useSession((s) => s.opened !== null);
  const stop = at === null ? undefined : TOUR[at];
  // A user who leaves the session has left the tour.
  if (!stop || !open || at === null) return null;
  return <Stop key={at} stop={stop} at={at} />;
}

function Stop({ stop, at }: { stop: TourStop; at: number }) {
  const [frame, setFrame] = useState<Box | null>(null);
  const [place, setPlace] = useState<{ left: number; top: number } | null>(null);
  const card = useRef<HTMLElement>(null);
  const next = useRef<HTMLButtonElement>(null);
  const length = useSession((s) => s.length);
  useEffect(() => { next.current?.focus(); }, []);
  useEffect(() => {
    useUi.setState({ tab: stop.tab, selection: stop.select });
    void perform(stop.steps);
  }, [stop]);
  useLayoutEffect(() => {
    const put = () => {
      const box = document.querySelector(`[data-testid="${stop.at}"]`)?.getBoundingClientRect();
      const around = box ? { left: box.left - 4, top: box.top - 4, width: box.width + 8, height: box.height + 8 } : null;
      setFrame(around);
      const own = card.current?.getBoundingClientRect();
      const covered = [...document.querySelectorAll(IN_SIGHT)].map((element) => element.getBoundingClientRect());
      if (around && own) setPlace(placeCard(own, around, covered, { width: innerWidth, height: innerHeight }));
    };
    // The graph is drawn a frame later.
    let frame = requestAnimationFrame(() => { frame = requestAnimationFrame(put); });
    const timer = setTimeout(put, SETTLED);
    addEventListener('resize', put);
    return () => {
      cancelAnimationFrame(frame);
      clearTimeout(timer);
      removeEventListener('resize', put);
    };
    // oxlint-disable-next-line react/exhaustive-effect-dependencies -- what a step changed might have moved what is framed
  }, [stop, length]);
  const go = (to: number) => (to >= TOUR.length ? endTour() : useTour.setState({ at: Math.max(0, to) }));
  return (
    <>
      {frame && <div className="tour-frame" style={frame} aria-hidden="true" />}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- Escape ends the tour */}
      <section ref={card} className="tour-card" style={place ?? undefined} aria-label={strings.label} data-testid="tour"
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          event.stopPropagation();
          endTour();
        }}>
        <p className="quiet-text">{common.positionOf(at + 1, TOUR.length)}</p>
        <h2>{stop.title}</h2>
        <p aria-live="polite">{stop.text}</p>
        <p className="dialog-end">
          <button type="button" className="quiet" data-testid="tour-end" onClick={endTour}>
            <X size={12} aria-hidden="true" /> {strings.end}</button>
          <span className="spring" />
          {at > 0 && <button type="button" onClick={() => go(at - 1)}>{common.back}</button>}
          <button type="button" className="primary" ref={next} data-testid="tour-next" onClick={() => go(at + 1)}>
            {at === TOUR.length - 1 ? common.done : common.next}</button>
        </p>
      </section>
    </>
  );
}

const progress = resettable(() => ({
  /** Steps that the current stop needs; after two quick presses of Next, only the later stop's. */
  wanted: 0,
  performing: false,
}));

/** Moves to `steps` steps: performs missing ones, and shows recorded ones. */
async function perform(steps: number): Promise<void> {
  progress.wanted = steps;
  // One loop serves all: two at the same time would each count the other's step, and stop too early.
  if (progress.performing) return;
  progress.performing = true;
  try {
    for (let before = -1; useTour.getState().at !== null && useSession.getState().length < progress.wanted
      && before !== useSession.getState().length;) {
      before = useSession.getState().length;
      goTo(before);
      await stepForward();
    }
    if (useSession.getState().length >= progress.wanted) goTo(progress.wanted);
  } finally {
    progress.performing = false;
  }
}
