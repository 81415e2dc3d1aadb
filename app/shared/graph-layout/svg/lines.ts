/** Lines of the picture, after app/renderer/graph/graph.css. */
import { edgePath, pointOn } from '../path.ts';
import type { GraphEdge } from '../types.ts';
import { type Attributes, element } from './elements.ts';
import { type Palette, hue } from './palette.ts';

export function lineMarkup(p: Palette, edge: GraphEdge): string {
  const colour = hue(p, edge.hue);
  const cross = edge.kind === 'cancelled' ? pointOn(edge, 0.62) : null;
  return element('g', {},
    element('path', { d: edgePath(edge), fill: 'none', ...strokeOf(p, edge, colour) }),
    edge.kind === 'notifies' ? element('path', { d: `M${edge.x2} ${edge.y2}l9 -4.5v9z`, fill: colour }) : '',
    cross ? element('g', { transform: `translate(${cross.x} ${cross.y})` },
      element('circle', { r: 7.5, fill: p.paper, stroke: p.bad, 'stroke-width': 1.25 }),
      element('path', { d: 'M-3 -3L3 3M3 -3L-3 3', stroke: p.bad, 'stroke-width': 1.4 })) : '');
}

function strokeOf(p: Palette, { kind }: GraphEdge, colour: string): Attributes {
  switch (kind) {
    case 'transfer': return { stroke: colour, 'stroke-width': 1.75, 'stroke-dasharray': '6 4' };
    case 'blocked': return { stroke: colour, 'stroke-width': 1.25, 'stroke-dasharray': '2 3' };
    case 'notifies': return { stroke: colour, 'stroke-width': 1.5 };
    case 'cancelled': return { stroke: p.faint, 'stroke-width': 1.25, 'stroke-dasharray': '2 4' };
    case 'connection': return { stroke: p.faint, 'stroke-width': 1.75 };
    default: return { stroke: colour, 'stroke-width': 1.75 };
  }
}
