/** Which thing of the graph is the Tab stop; arrow keys move it (roving tabindex). */
import { useEffect } from 'react';
import type { GraphScene } from '../../shared/graph-layout/types.ts';
import { pictureOf, useSession } from '../store/session.ts';
import { pageStore } from '../store/resettable.ts';

interface Focus {
  /** The thing that last had the focus. */
  id: string | null;
  /** The thing that Tab reaches: that one while it is drawn, else the first of the graph. */
  stop: string | null;
}

export const useFocus = pageStore<Focus>(() => ({ id: null, stop: null }));

export const useTabbable = (id: string): boolean => useFocus((s) => s.stop === id);

/** Maintains the stop; called once, by the graph, so that the things need not search the whole graph. */
export function useTabStopKept(): void {
  const picture = useSession(pictureOf);
  const id = useFocus((s) => s.id);
  useEffect(() => {
    // A step can have put another socket into the focused box.
    const focused = document.activeElement instanceof HTMLElement ? document.activeElement.dataset['thing'] : undefined;
    if (focused !== undefined && focused !== id) useFocus.setState({ id: focused });
    const stop = picture && id !== null && isDrawn(picture, id) ? id : picture?.nodes[0]?.id ?? null;
    if (stop !== useFocus.getState().stop) useFocus.setState({ stop });
  }, [picture, id]);
}

function isDrawn({ nodes }: GraphScene, id: string): boolean {
  return nodes.some((n) => n.id === id || (n.kind === 'process' && n.chips.some((c) => c.id === id))
    || (n.kind === 'socket' && (n.carried.some((c) => c.id === id) || (n.slot?.rows.some((r) => r.id === id) ?? false))));
}
