/** Which one thing of the graph the Tab key reaches; arrow keys move it (roving tabindex). */
import { useEffect } from 'react';
import { create } from 'zustand';
import type { GraphScene } from '../../shared/graph-layout/types.ts';
import { pictureOf, useSession } from '../store/session.ts';

interface Focus {
  /** The thing that had the focus last. */
  id: string | null;
  /** The thing that Tab reaches: that one while it is drawn, else the first of the picture. */
  stop: string | null;
}

export const useFocus = create<Focus>(() => ({ id: null, stop: null }));

export const useTabbable = (id: string): boolean => useFocus((s) => s.stop === id);

/** Keeps the stop; called once, by the graph, so that not every thing looks through the whole picture. */
export function useTabStopKept(): void {
  const picture = useSession(pictureOf);
  const id = useFocus((s) => s.id);
  useEffect(() => {
    // A step may have put another socket into the box that has the focus.
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
