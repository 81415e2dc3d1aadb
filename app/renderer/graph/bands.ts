/** Boxes in bands: neighbours of one column, which the browser skips together while they are out of view. */
import type { Box, GraphScene, GraphNode } from '../../shared/graph-layout/types.ts';

/** Maximum height of a band, in graph units: about a panel. */
const TALL = 900;

export interface Band extends Box {
  /** Of its first node: for a socket, its slot. */
  id: string;
  nodes: readonly GraphNode[];
}

export function bandsOf(picture: GraphScene): Band[] {
  const bands: { x: number; y: number; w: number; h: number; id: string; nodes: GraphNode[] }[] = [];
  for (const node of inColumns(picture.nodes)) {
    const last = bands.at(-1);
    const h = last ? node.y + node.h - last.y : 0;
    if (last && last.x === node.x && h <= TALL) {
      last.nodes.push(node);
      last.h = h;
    }
    else bands.push({ id: node.kind === 'socket' ? `place ${node.place}` : node.id, x: node.x, y: node.y, w: node.w, h: node.h,
      nodes: [node] });
  }
  return bands;
}

/** Column by column, from top to bottom: usually in order already, and sorting thousands would slow each step. */
function inColumns(nodes: readonly GraphNode[]): readonly GraphNode[] {
  const after = (a: GraphNode, b: GraphNode): number => a.x - b.x || a.y - b.y;
  return nodes.every((node, i) => i === 0 || after(nodes[i - 1]!, node) <= 0) ? nodes : nodes.toSorted(after);
}

/** Whether a band looks the same: nodes keep their objects from layout to layout. */
export function sameBand(a: Band, b: Band): boolean {
  return a.h === b.h && a.x === b.x && a.y === b.y && a.nodes.length === b.nodes.length && a.nodes.every((node, i) => node === b.nodes[i]);
}
