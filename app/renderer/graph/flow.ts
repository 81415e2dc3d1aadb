/** Our picture as React Flow's nodes and edges. An unchanged part keeps its object, so its view rests. */
import type { Edge, Node } from '@xyflow/react';
import { TOP } from '../../shared/picture/metrics.ts';
import type { Picture, PictureEdge, PictureNode } from '../../shared/picture/types.ts';

export type FlowNode<T extends PictureNode> = Node<{ node: T }, T['kind']>;
export type FlowCaption = Node<{ title: string }, 'caption'>;
export type FlowLine = Edge<{ edge: PictureEdge }, 'line'>;

const nodeCache = new WeakMap<PictureNode, Node>();
const edgeCache = new WeakMap<PictureEdge, FlowLine>();

export function flowNodes(picture: Picture): Node[] {
  const captions = picture.columns.map(({ title, x, w }): Node => ({
    id: `caption ${title}`, type: 'caption', position: { x, y: TOP - 28 }, width: w, height: 16, data: { title },
    domAttributes: { 'aria-roledescription': undefined },
  }));
  return [...captions, ...hints(picture), ...picture.nodes.map(flowNode)];
}

/** Says what will stand in a column that is still empty. */
function hints(picture: Picture): Node[] {
  const column = picture.columns[1];
  if (!column || picture.nodes.some((node) => node.kind === 'socket')) return [];
  return [{
    id: 'hint', type: 'caption', position: { x: column.x, y: TOP + 32 }, width: column.w, height: 60,
    data: { title: 'None yet. An underlying socket appears here when a call makes one, and stays in its place.' },
    domAttributes: { 'aria-roledescription': undefined },
  }];
}

function flowNode(node: PictureNode): Node {
  const kept = nodeCache.get(node);
  if (kept) return kept;
  const made: Node = {
    id: node.id, type: node.kind, position: { x: node.x, y: node.y }, width: node.w, height: node.h, data: { node },
    domAttributes: { 'aria-roledescription': undefined },
  };
  nodeCache.set(node, made);
  return made;
}

/** Lines whose both ends are drawn; ordered so that a notification lies above what it crosses. */
export function flowEdges(picture: Picture): FlowLine[] {
  return picture.edges.map((edge) => {
    const kept = edgeCache.get(edge);
    if (kept) return kept;
    const made: FlowLine = {
      id: edge.id, type: 'line', source: edge.fromNode, target: edge.toNode, zIndex: 1, focusable: false, selectable: false,
      ariaLabel: edge.label, data: { edge },
    };
    edgeCache.set(edge, made);
    return made;
  });
}
