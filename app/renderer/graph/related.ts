/** The things related to the selected one: itself, its container, and everything that one line connects to them. */
import { useEffect } from 'react';
import type { GraphScene, GraphNode } from '../../shared/graph-layout/types.ts';
import { pictureOf, useSession } from '../store/session.ts';
import { useUi } from '../store/ui.ts';
import { pageStore } from '../store/resettable.ts';

/** Null while nothing is dimmed. */
const useRelated = pageStore<{ ids: ReadonlySet<string> | null }>(() => ({ ids: null }));

export const useDimmed = (id: string): boolean => useRelated((s) => s.ids !== null && !s.ids.has(id));

/** Maintains the set for the graph and the selection; called once, by the graph. */
export function useRelatedKept(): void {
  const picture = useSession(pictureOf);
  const selection = useUi((s) => (s.focused ? s.selection : null));
  useEffect(() => {
    const ids = picture && selection !== null ? relatedTo(picture, selection) : null;
    if (ids !== useRelated.getState().ids) useRelated.setState({ ids });
  }, [picture, selection]);
}

/**
 * A socket leads to its holders and registrations, and through those to their processes; other things likewise. Null if
 * it is not drawn.
 */
export function relatedTo(picture: GraphScene, selected: string): Set<string> | null {
  const node = picture.nodes.find((n) => n.id === selected || rowsOf(n).includes(selected));
  if (!node) return null;
  const own = node.id === selected ? [selected, ...rowsOf(node)] : [selected, node.id];
  // A process includes all its rows; a row counts alone.
  const starts = new Set(node.id === selected ? own : [selected]);
  const related = new Set(own);
  for (const edge of picture.edges) {
    if (!starts.has(edge.from) && !starts.has(edge.to)) continue;
    for (const id of [edge.id, edge.from, edge.to, edge.fromNode, edge.toNode]) related.add(id);
  }
  return related;
}

function rowsOf(node: GraphNode): string[] {
  switch (node.kind) {
    case 'process': return node.chips.map((chip) => chip.id);
    case 'socket': return [...node.carried.map((chip) => chip.id), ...(node.slot?.rows ?? []).map((row) => row.id)];
    case 'peer': return [];
  }
}
