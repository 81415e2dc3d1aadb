/** Selection and badges of every thing of the graph; a thing is notified only when its own change, not at each step. */
import { useEffect } from 'react';
import type { Mark } from '../../shared/graph-layout/marks.ts';
import { useSession } from '../store/session.ts';
import { useUi } from '../store/ui.ts';
import { pageStore } from '../store/resettable.ts';

interface Lit {
  selection: string | null;
  marks: ReadonlyMap<string, Mark>;
}

const useLit = pageStore<Lit>(() => ({ selection: null, marks: new Map() }));

export const useSelected = (id: string): boolean => useLit((s) => s.selection === id);

export const useMark = (id: string): Mark | undefined => useLit((s) => s.marks.get(id));

/** Maintains both; called once, by the graph. */
export function useLitKept(): void {
  const selection = useUi((s) => s.selection);
  const marks = useSession((s) => s.marks);
  useEffect(() => {
    const before = useLit.getState();
    if (before.selection !== selection) useLit.setState({ selection });
    if (!equal(before.marks, marks)) useLit.setState({ marks });
  }, [selection, marks]);
}

function equal(a: ReadonlyMap<string, Mark>, b: ReadonlyMap<string, Mark>): boolean {
  if (a.size !== b.size) return false;
  for (const [id, mark] of a) if (b.get(id) !== mark) return false;
  return true;
}
