/** The axis itself: the wheel and dragging zoom and pan, dragging in the ruler selects a range, a click shows a step. */
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { LEAST, movedBy } from '../../shared/axis/moves.ts';
import { clearRange, lookAt, selectRange, wholeView } from '../store/axis.ts';
import { useSession } from '../store/session.ts';
import { goTo } from '../store/session-actions.ts';
import { heightOf } from './metrics.ts';
import { type Picture, scaleFor } from './picture.ts';
import { AxisPointer } from './pointer.ts';
import { strings } from './strings.ts';
import { usePainter } from './use-painter.ts';

interface Props {
  picture: Picture;
  /** Id of the text that describes it. */
  describedBy: string;
}

export function AxisCanvas({ picture, describedBy }: Props) {
  const area = useRef<HTMLDivElement>(null);
  const { canvas, latest, painter } = usePainter(picture);
  const [over, setOver] = useState('');
  useEffect(() => {
    const scroller = area.current!;
    const pointer = new AxisPointer(canvas.current!, scroller, () => latest.current, setOver);
    const onScroll = () => painter.current?.scrolled(scroller.scrollTop);
    scroller.addEventListener('scroll', onScroll, { passive: true });
    return () => {
      pointer.dispose();
      scroller.removeEventListener('scroll', onScroll);
    };
  }, [canvas, latest, painter]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !onAxisKey(event.key, event.shiftKey, latest.current, canvas.current!)) return;
    event.preventDefault();
  };
  const { lanes, axis } = picture;
  return (
    <div className="axis-area">
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex, jsx-a11y/no-noninteractive-element-interactions */}
      <div className="axis" ref={area} role="application" tabIndex={0} aria-label={strings.axis} aria-describedby={describedBy}
        onKeyDown={onKeyDown} data-testid="axis" data-own-arrows data-from={picture.view.from} data-to={picture.view.to}>
        <div className="axis-sheet" style={{ height: heightOf(lanes.length, axis.sockets.rows.length) }}>
          <canvas ref={canvas} aria-hidden="true" /></div>
      </div>
      {over !== '' && <p className="axis-over" aria-hidden="true">{over}</p>}
    </div>
  );
}

/** Whether the key was one of the axis. Shift and an arrow widen the range by a step; M makes a range of the visible part, or ends it. */
function onAxisKey(key: string, shift: boolean, picture: Picture, canvas: HTMLCanvasElement): boolean {
  const { range, position, length } = picture;
  if (shift && (key === 'ArrowLeft' || key === 'ArrowRight')) {
    const by = key === 'ArrowLeft' ? -1 : 1;
    const next = Math.max(1, Math.min(length, position + by));
    // The end that is not at the position stays.
    const anchor = range === null ? Math.max(1, position) : range.from === position ? range.to : range.from;
    goTo(next);
    selectRange(anchor, next);
    return true;
  }
  switch (key) {
    case 'm': case 'M': {
      const scale = scaleFor(picture, canvas.clientWidth);
      if (range) clearRange();
      else selectRange(scale.firstAt(scale.x(picture.view.from)), scale.nearest(scale.x(picture.view.to), useSession.getState().length));
      return true;
    }
    case 'Escape':
      if (!range) return false;
      clearRange();
      return true;
    default: {
      const scale = scaleFor(picture, canvas.clientWidth);
      const shown = scale.placeOf(position);
      const { from, to } = picture.view;
      const next = movedBy(key, picture.view, wholeView(), shown >= from && shown <= to ? shown : (from + to) / 2, LEAST[picture.unit]);
      if (next) lookAt(next);
      return next !== null;
    }
  }
}
