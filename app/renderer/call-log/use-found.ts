/** The steps that match a filter, and the filter's problem. */
import { useMemo } from 'react';
import { parseStepFilter } from '../../shared/search/terms.ts';
import { currentHistory, useSession } from '../store/session.ts';
import { strings } from './strings.ts';

/** `numbers` is null without a filter. */
export function useFound(filter: string, length: number): { numbers: readonly number[] | null; problem: string | null } {
  const session = useSession((s) => s.opened);
  const index = session ? currentHistory().index : null;
  return useMemo(() => {
    const parsed = parseStepFilter(filter);
    if (!parsed.ok) return { numbers: null, problem: strings.problemAt(parsed.message, parsed.at + 1) };
    if (!index || parsed.terms.length === 0) return { numbers: null, problem: null };
    return { numbers: index.find(parsed.terms), problem: null };
    // oxlint-disable-next-line react/exhaustive-deps -- the trace grows in place, so its length says when to look again
  }, [index, filter, length]);
}
