/** Text of the call log. */
import { plural } from '../../shared/format/values.ts';

export const strings = {
  columns: {
    arguments: 'Arguments', call: 'Call', divergences: 'Divergences', duration: 'Duration',
    outcome: 'Outcome', predicted: 'Predicted', process: 'Process', step: 'Step',
  },
  csv: 'CSV',
  csvTitle: 'Save the listed steps as a CSV file',
  count: (shown: number, all: number) => (shown === all ? plural(all, 'step') : `${shown} of ${plural(all, 'step')}`),
  divergence: (what: string, observed: string) => `${what}: ${observed}`,
  empty: 'Each performed call is listed with its arguments, outcome, prediction and duration. {step} performs the first call.',
  filter: 'Filter the call log',
  filterPlaceholder: 'Filter by text, or call:WSAEventSelect error:* process:main -call:message',
  known: (ids: string) => ` known: ${ids}`,
  label: 'Call log',
  menu: {
    copied: 'Copied',
    json: 'Copy as JSON',
    only: (term: string) => `Only ${term}`,
    show: (n: number) => `Show step ${n}`,
    without: (term: string) => `Without ${term}`,
  },
  noMatch: 'No matching steps. Filter by terms such as {error} or {process}. A minus sign excludes a term.',
  problemAt: (problem: string, character: number) => `${problem} (at character ${character})`,
} as const;
