/** Our picture's nodes as React Flow's. An unchanged part keeps its object, so its view rests. */
import type { Node } from '@xyflow/react';
import { TOP } from '../../shared/picture/metrics.ts';
import type { Picture, PictureNode } from '../../shared/picture/types.ts';

export type FlowNode<T extends PictureNode> = Node<{ node: T }, T['kind']>;
export type FlowCaption = Node<{ title: string }, 'caption'>;

const nodeCache = new WeakMap<PictureNode, Node>();

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
