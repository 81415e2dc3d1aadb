/** What belongs to the selected thing: itself, what it lies in, and all that one line leads to from there. */
import { useEffect } from 'react';
import { create } from 'zustand';
import type { GraphScene, GraphNode } from '../../shared/graph-layout/types.ts';
import { pictureOf, useSession } from '../store/session.ts';
import { useUi } from '../store/ui.ts';

/** Null while nothing is dimmed. */
const useRelated = create<{ ids: ReadonlySet<string> | null }>(() => ({ ids: null }));

export const useDimmed = (id: string): boolean => useRelated((s) => s.ids !== null && !s.ids.has(id));

/** Keeps the set for the picture and the selection; called once, by the graph. */
export function useRelatedKept(): void {
  const picture = useSession(pictureOf);
  const selection = useUi((s) => (s.focused ? s.selection : null));
  useEffect(() => {
    const ids = picture && selection !== null ? relatedTo(picture, selection) : null;
    if (ids !== useRelated.getState().ids) useRelated.setState({ ids });
  }, [picture, selection]);
}

/** A socket leads to its holders and registrations, and through those to their processes; other things likewise. Null for what is not drawn. */
export function relatedTo(picture: GraphScene, selected: string): Set<string> | null {
  const node = picture.nodes.find((n) => n.id === selected || rowsOf(n).includes(selected));
  if (!node) return null;
  const own = node.id === selected ? [selected, ...rowsOf(node)] : [selected, node.id];
  // A process stands for all its rows; a row speaks for itself alone.
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
