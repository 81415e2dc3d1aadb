/** A canvas with its painter, which shows each new picture for as long as the canvas is on screen. */
import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react';
import { AxisPainter, type Draw } from './painter.ts';
import type { Picture } from './picture.ts';

interface Painted {
  canvas: RefObject<HTMLCanvasElement | null>;
  /** The picture on screen, for handlers that outlive a render. */
  latest: RefObject<Picture>;
  painter: RefObject<AxisPainter | null>;
}

/** `draw`: the axis if absent. It must be the same function at each render. */
export function usePainter(picture: Picture, draw?: Draw): Painted {
  const canvas = useRef<HTMLCanvasElement>(null);
  const latest = useRef(picture);
  const painter = useRef<AxisPainter | null>(null);
  useLayoutEffect(() => {
    latest.current = picture;
    painter.current?.show(picture);
  }, [picture]);
  useEffect(() => {
    const made = new AxisPainter(canvas.current!, draw);
    painter.current = made;
    made.show(latest.current);
    return () => made.dispose();
  }, [draw]);
  return { canvas, latest, painter };
}
