/** Arrow keys in the graph: up and down within a column, left and right along the lines to a neighbour. */
import { type KeyboardEvent, type RefObject, useCallback } from 'react';
import { pictureOf, useSession } from '../store/session.ts';
import { useFocus } from './focus.ts';
import { neighbour } from './neighbour.ts';

export function useArrowKeys(area: RefObject<HTMLDivElement | null>, bringIntoSight: (id: string) => void) {
  return useCallback((event: KeyboardEvent) => {
    const picture = pictureOf(useSession.getState());
    const at = event.target instanceof HTMLElement ? event.target.dataset['thing'] : undefined;
    if (!picture || at === undefined) return;
    const next = neighbour(picture, at, event.key);
    if (next === undefined) return;
    event.preventDefault();
    if (next === at) return;
    useFocus.setState({ id: next });
    bringIntoSight(next);
    const focus = (): boolean => {
      const thing = area.current?.querySelector<HTMLElement>(`[data-thing="${CSS.escape(next)}"]`);
      thing?.focus({ preventScroll: true });
      return Boolean(thing);
    };
    // In a graph of very many it is built only when it is visible.
    if (!focus()) requestAnimationFrame(focus);
  }, [area, bringIntoSight]);
}
