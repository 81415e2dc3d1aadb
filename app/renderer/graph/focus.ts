/** Which one thing of the graph the Tab key reaches; arrow keys move it (roving tabindex). */
import { create } from 'zustand';
import { useSession } from '../store/session.ts';

export const useFocus = create<{ id: string | null }>(() => ({ id: null }));

/** True for the one thing that Tab reaches: the last focused one, or the first of the picture. */
export function useTabbable(id: string): boolean {
  const focused = useFocus((s) => s.id);
  const first = useSession((s) => s.picture?.nodes[0]?.id);
  const present = useSession((s) => focused !== null && isDrawn(s.picture, focused));
  return (present ? focused : first) === id;
}

type Drawn = { nodes: readonly { id: string; chips?: readonly { id: string }[]; carried?: readonly { id: string }[]; slot?: { rows: readonly { id: string }[] } | null }[] } | null;

function isDrawn(picture: Drawn, id: string): boolean {
  return picture?.nodes.some((n) => n.id === id || [...(n.chips ?? []), ...(n.carried ?? []), ...(n.slot?.rows ?? [])].some((row) => row.id === id)) ?? false;
}
