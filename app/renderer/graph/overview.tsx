/** A small map of a graph that does not fit its panel: shows the visible part; a click moves it. */
import { type MouseEvent, memo } from 'react';
import type { GraphScene } from '../../shared/graph-layout/types.ts';
import { useReactFlow, useStore } from '@xyflow/react';
import { pictureOf, useSession } from '../store/session.ts';
import { mapPaths } from './map-paths.ts';
import { mapScale } from './placement.ts';

export function Overview() {
  const picture = useSession(pictureOf);
  const [x, y, zoom] = useStore((s) => s.transform);
  const width = useStore((s) => s.width);
  const height = useStore((s) => s.height);
  const { setViewport } = useReactFlow();
  if (!picture || width === 0 || (picture.height * zoom <= height + 1 && picture.width * zoom <= width + 1)) return null;
  const scale = mapScale(picture);
  // In a small panel the map would cover what it is a map of.
  if (picture.width * scale > width / 4 || picture.height * scale > height / 2) return null;
  const go = (event: MouseEvent<HTMLDivElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    const centre = { x: (event.clientX - box.left) / scale, y: (event.clientY - box.top) / scale };
    void setViewport({ zoom, x: width / 2 - centre.x * zoom, y: height / 2 - centre.y * zoom });
  };
  return (
    // The keyboard moves through the things themselves; the map is an additional way for the mouse.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions
    <div className="graph-map" aria-hidden="true" onClick={go}>
      <svg width={picture.width * scale} height={picture.height * scale} viewBox={`0 0 ${picture.width} ${picture.height}`}>
        <Boxes picture={picture} scale={scale} />
      </svg>
      {/* Moved by a transform: while panning, the browser only shifts it. */}
      <i className="here"
        style={{ width: (width / zoom) * scale, height: (height / zoom) * scale,
          transform: `translate(${(-x / zoom) * scale}px, ${(-y / zoom) * scale}px)` }} />
    </div>
  );
}

/** Separate from the frame, which moves with every frame while panning. */
const Boxes = memo(function Boxes({ picture, scale }: { picture: GraphScene; scale: number }) {
  return [...mapPaths(picture, scale)].map(([of, d]) =>
    <path key={of} d={d} data-hue={typeof of === 'number' ? of : undefined} data-kind={typeof of === 'number' ? 'process' : of} />);
});
