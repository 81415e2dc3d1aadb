/** The steps that match a filter and are in the range of the time axis, and the filter's problem. */
import { useEffect, useMemo } from 'react';
import { parseStepFilter } from '../../shared/search/terms.ts';
import { type StepRange, isInRange, useAxis, useRange } from '../store/axis.ts';
import { currentHistory, useSession } from '../store/session.ts';
import { strings } from './strings.ts';

/** `numbers` is null without a filter and a range. The steps that the filter finds are marked on the time axis. */
export function useFound(filter: string, length: number): { numbers: readonly number[] | null; problem: string | null } {
  const session = useSession((s) => s.opened);
  const index = session ? currentHistory().index : null;
  const range = useRange();
  const found = useMemo(() => {
    const parsed = parseStepFilter(filter);
    if (!parsed.ok) return { numbers: null, problem: strings.problemAt(parsed.message, parsed.at + 1) };
    if (!index || parsed.terms.length === 0) return { numbers: null, problem: null };
    return { numbers: index.find(parsed.terms), problem: null };
    // oxlint-disable-next-line react/exhaustive-deps -- the trace grows in place, so its length says when to look again
  }, [index, filter, length]);
  useEffect(() => {
    useAxis.setState({ found: found.numbers });
    return () => useAxis.setState({ found: null });
  }, [found.numbers]);
  return useMemo(() => (range === null ? found
    : { ...found, numbers: found.numbers?.filter((n) => isInRange(range, n)) ?? stepsIn(range) }), [found, range]);
}

const stepsIn = ({ from, to }: StepRange): number[] => Array.from({ length: to - from + 1 }, (_, i) => from + i);
