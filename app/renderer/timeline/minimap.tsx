/** The map of the whole trace; pressing or dragging in it moves the visible part. The axis does the same by keys. */
import { type PointerEvent, useState } from 'react';
import { panned } from '../../shared/axis/moves.ts';
import { lookAt, wholeView } from '../store/axis.ts';
import { mapDrawer, mapScale } from './draw-map.ts';
import type { Picture } from './picture.ts';
import { usePainter } from './use-painter.ts';

export function Minimap({ picture }: { picture: Picture }) {
  const [draw] = useState(mapDrawer);
  const { canvas } = usePainter(picture, draw);
  const centre = ({ nativeEvent, currentTarget, buttons }: PointerEvent<HTMLCanvasElement>) => {
    if (buttons !== 1) return;
    const place = mapScale(picture, currentTarget.clientWidth).place(nativeEvent.offsetX);
    lookAt(panned(picture.view, place - (picture.view.from + picture.view.to) / 2, wholeView()));
  };
  return (
    <canvas className="axis-map" ref={canvas} aria-hidden="true" data-testid="axis-map" onPointerMove={centre}
      onPointerDown={(event) => { event.currentTarget.setPointerCapture(event.pointerId); centre(event); }} />
  );
}
