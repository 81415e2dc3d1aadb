/**
 * The things that keep their colours: those related to the selected one (itself, its container, and everything that one line
 * connects to them), or those that a step of the range has changed.
 */
import { useEffect } from 'react';
import type { GraphScene, GraphNode } from '../../shared/graph-layout/types.ts';
import { processId, splitParticipant } from '../../shared/domain/ids.ts';
import { type StepRange, useRange } from '../store/axis.ts';
import type { History } from '../store/history.ts';
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
  const range = useRange();
  const history = useSession((s) => s.history);
  useEffect(() => {
    const ids = !picture ? null : selection !== null ? relatedTo(picture, selection)
      : range && history ? activeIn(picture, history, range) : null;
    if (ids !== useRelated.getState().ids) useRelated.setState({ ids });
  }, [picture, selection, range, history]);
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

/** What the steps of a range changed or used: also the lines of a socket whose data moved, to the processes that acted. */
export function activeIn(picture: GraphScene, { log, axis }: Pick<History, 'log' | 'axis'>, { from, to }: StepRange): Set<string> {
  const acted = new Set([...axis.lanes].filter(([, steps]) => steps.countIn(from, to) > 0)
    .map(([participant]) => processId(splitParticipant(participant).process) as string));
  const active = new Set<string>(acted);
  for (const node of picture.nodes) {
    for (const id of [node.id, ...rowsOf(node)]) {
      if (!log.isChangedIn(id, from, to)) continue;
      active.add(id).add(node.id);
    }
  }
  for (const edge of picture.edges) {
    if (!active.has(edge.fromNode) || !active.has(edge.toNode)) continue;
    for (const id of [edge.id, edge.from, edge.to]) active.add(id);
  }
  return active;
}

function rowsOf(node: GraphNode): string[] {
  switch (node.kind) {
    case 'process': return node.chips.map((chip) => chip.id);
    case 'socket': return [...node.carried.map((chip) => chip.id), ...(node.slot?.rows ?? []).map((row) => row.id)];
    case 'peer': return [];
  }
}
