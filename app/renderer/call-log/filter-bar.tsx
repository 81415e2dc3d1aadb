/** Narrows the call log by the same terms as the search. */
import { plural } from '../../shared/words/values.ts';

interface Props {
  filter: string;
  onFilter: (filter: string) => void;
  problem: string | null;
  count: number;
  of: number;
}

export function FilterBar({ filter, onFilter, problem, count, of }: Props) {
  return (
    <div className="filter-bar">
      <input type="search" value={filter} data-testid="log-filter" aria-label="Filter the call log" spellCheck={false} placeholder="Filter: a word, or call:WSAEventSelect error:* process:main -call:message" onChange={({ target }) => onFilter(target.value)} />
      {problem === null ? <span className="quiet-text" data-testid="log-count">{count === of ? plural(of, 'step') : `${count} of ${plural(of, 'step')}`}</span> : <span data-tone="bad" role="alert">{problem}</span>}
    </div>
  );
}
