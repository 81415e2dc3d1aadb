/** A small map of a picture that does not fit its panel: where one is, and a click to go elsewhere. */
import { type MouseEvent, memo } from 'react';
import type { Picture } from '../../shared/picture/types.ts';
import { useReactFlow, useStore } from '@xyflow/react';
import { useSession } from '../store/session.ts';

const WIDTH = 132;
const TALLEST = 180;

export function Overview() {
  const picture = useSession((s) => s.picture);
  const [x, y, zoom] = useStore((s) => s.transform);
  const width = useStore((s) => s.width);
  const height = useStore((s) => s.height);
  const { setViewport } = useReactFlow();
  if (!picture || width === 0 || (picture.height * zoom <= height + 1 && picture.width * zoom <= width + 1)) return null;
  const scale = Math.min(WIDTH / picture.width, TALLEST / picture.height);
  const go = (event: MouseEvent<SVGSVGElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    const centre = { x: (event.clientX - box.left) / scale, y: (event.clientY - box.top) / scale };
    void setViewport({ zoom, x: width / 2 - centre.x * zoom, y: height / 2 - centre.y * zoom });
  };
  return (
    // The keyboard moves through the things themselves; the map is another way for the mouse.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions
    <svg className="graph-map" aria-hidden="true" width={picture.width * scale} height={picture.height * scale} viewBox={`0 0 ${picture.width} ${picture.height}`} onClick={go}>
      <Boxes picture={picture} />
      <rect className="here" x={-x / zoom} y={-y / zoom} width={width / zoom} height={height / zoom} />
    </svg>
  );
}

/** Apart from the frame, which moves with every frame that is panned. */
const Boxes = memo(function Boxes({ picture }: { picture: Picture }) {
  return picture.nodes.map((node) => <rect key={node.id} x={node.x} y={node.y} width={node.w} height={node.h} rx="12" data-kind={node.kind} data-hue={node.kind === 'process' ? node.hue : undefined} />);
});
