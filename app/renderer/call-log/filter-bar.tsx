/** Narrows the call log by the same terms as the search. */
import { strings } from './strings.ts';


interface Props {
  filter: string;
  onFilter: (filter: string) => void;
  problem: string | null;
  count: number;
  of: number;
  onCsv: () => void;
}

export function FilterBar({ filter, onFilter, problem, count, of, onCsv }: Props) {
  return (
    <div className="filter-bar">
      <input type="search" value={filter} data-testid="log-filter" aria-label={strings.filter} spellCheck={false}
        placeholder={strings.filterPlaceholder} onChange={({ target }) => onFilter(target.value)} />
      {problem === null ? <span className="quiet-text" data-testid="log-count">{strings.count(count, of)}</span>
        : <span data-tone="bad" role="alert">{problem}</span>}
      <span className="spring" />
      <button type="button" data-testid="log-csv" title={strings.csvTitle} onClick={onCsv}>{strings.csv}</button>
    </div>
  );
}
