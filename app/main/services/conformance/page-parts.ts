/** Styles and small parts of the report. States are labels and symbols; colour only reinforces them. */
import type { CellState } from './types.ts';

export const CELL: Readonly<Record<CellState, { sign: string; word: string }>> = {
  holds: { sign: '✓', word: 'holds' },
  'known-difference': { sign: '≈', word: 'known difference' },
  diverges: { sign: '✗', word: 'diverges' },
  'not-run': { sign: '–', word: 'not run' },
  'not-applicable': { sign: '·', word: 'not applicable' },
};

export function cellHtml(state: CellState): string {
  const { sign, word } = CELL[state];
  return `<td class="${state}"><span aria-hidden="true">${sign}</span> ${word}</td>`;
}

export const STYLE = `
:root { color-scheme: light dark; --line: #d5d9e0; --faint: #5c6470; --good: #116636;
  --warn: #7a4b00; --bad: #a3121f; --ground: #fff; --text: #16191f; }
@media (prefers-color-scheme: dark) {
  :root { --line: #363c47; --faint: #a0a8b5; --good: #62d294; --warn: #f0b454; --bad: #ff8590; --ground: #14171c; --text: #e8ebf0; }
}
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 72rem; padding: 0 1rem;
  background: var(--ground); color: var(--text); }
h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin-top: 2rem; }
table { border-collapse: collapse; width: 100%; } caption { text-align: left; color: var(--faint); padding-bottom: .5rem; }
th, td { text-align: left; vertical-align: top; padding: .35rem .6rem; border-bottom: 1px solid var(--line); }
td.holds { color: var(--good); } td.known-difference, .hypothesis { color: var(--warn); }
td.diverges { color: var(--bad); font-weight: 600; }
td.not-run, td.not-applicable, .faint { color: var(--faint); }
details > summary { cursor: pointer; } li { margin: .15rem 0; } code { font-family: ui-monospace, monospace; font-size: .92em; }
`;
