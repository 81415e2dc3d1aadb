import { expect, it } from 'vitest';
import { Library } from '../../app/main/services/library/library.ts';
import { ModelProvider } from '../../app/shared/model/provider.ts';
import type { Scenario } from '../../app/shared/scenario/format.ts';
import { runScenario } from '../support/run-scenario.ts';
import { findCall } from '../../app/shared/calls/catalogue.ts';
import { ruleCases } from '../support/rule-cases.ts';

// Errors that only the system can give (out of memory, no rights) are in no scenario, and so not here.

const FOLDERS = ['linux', 'winsock', 'winsock-left-open'];

interface Given { calls: Map<string, Set<string>>; scenarios: Map<string, number> }
const found = { winsock: new Map<string, Given>(), linux: new Map<string, Given>() };

async function note(scenario: Scenario, libraryId: string | null): Promise<void> {
  const { steps } = await runScenario(scenario, 'model', (events) => Promise.resolve(new ModelProvider(scenario.rules, events)));
  for (const step of steps) {
    const { action, outcome } = step;
    if ((action.kind !== 'call' && action.kind !== 'completion') || outcome.kind !== 'error' || !findCall(scenario.rules, action.call))
      continue;
    const table = found[scenario.rules];
    const given = table.get(outcome.name) ?? { calls: new Map(), scenarios: new Map() };
    table.set(outcome.name, given);
    const rules = given.calls.get(action.call) ?? new Set<string>();
    given.calls.set(action.call, rules);
    for (const rule of step.predicted?.rules ?? []) rules.add(rule);
    if (libraryId !== null && !given.scenarios.has(libraryId)) given.scenarios.set(libraryId, step.n);
  }
}

const sorted = <V>(entries: Iterable<[string, V]>): [string, V][] => [...entries].sort(([a], [b]) => (a < b ? -1 : 1));

const INDENT = ' '.repeat(6);
const WIDTH = 120;

/** A list on one line where it fits, and filled lines otherwise. */
function filled(open: string, items: readonly string[], close: string): string[] {
  const inner = open.endsWith('{') ? ` ${items.join(', ')} ` : items.join(', ');
  const line = `${INDENT}${open}${inner}${close}`;
  if (line.length <= WIDTH) return [line];
  const lines: string[] = [];
  for (const item of items) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + item.length < WIDTH) lines[lines.length - 1] = `${last} ${item},`;
    else lines.push(`${INDENT}  ${item},`);
  }
  return [`${INDENT}${open}`, ...lines, `${INDENT}${close}`];
}

function text(): string {
  const lines = Object.entries(found).flatMap(([rules, table]) => [
    `  ${rules}: {`,
    ...sorted(table).flatMap(([error, { calls, scenarios }]) => [
      `    ${/^\w+$/.test(error) && !/^\d/.test(error) ? error : `'${error}'`}: {`,
      ...filled('calls: {', sorted(calls).map(([call, ids]) => `${call}: [${[...ids].sort().map((id) => `'${id}'`).join(', ')}]`), '},'),
      ...filled('scenarios: [', sorted(scenarios).map(([id, step]) => `{ id: '${id}', step: ${step} }`), '],'),
      '    },',
    ]),
    '  },',
  ]);
  return [
    '// Generated: npm run docs. The calls that return each error, their rules, and scenarios that show it.',
    "import type { Rules } from '../../domain/entities.ts';",
    '',
    'export interface GivenBy {',
    '  /** Call names, each with its rules. */',
    '  readonly calls: Readonly<Record<string, readonly string[]>>;',
    '  /** Library ids, each with the first step that fails with it. */',
    '  readonly scenarios: readonly { readonly id: string; readonly step: number }[];',
    '}',
    '',
    'export const GIVEN_BY: Readonly<Record<Rules, Readonly<Record<string, GivenBy>>>> = {',
    ...lines,
    '};',
    '',
  ].join('\n');
}

it('the table of errors by call matches the cases and the library (npm run docs regenerates it)', async () => {
  const library = new Library('assets');
  for (const { id } of await library.list()) await note(await library.read(id), id);
  for (const folder of FOLDERS) for (const { scenario } of ruleCases(folder)) await note(scenario, null);
  await expect(text()).toMatchFileSnapshot('../../app/shared/explain/errors/given-by.ts');
});
