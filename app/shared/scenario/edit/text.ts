/** A scenario as the text of a file: a field a line, and a step a line, so that files can be read and compared. */
import type { Scenario } from '../format.ts';

export function scenarioText(scenario: Scenario): string {
  const { processes, steps, ...head } = scenario;
  const fields = Object.entries(head).map(([name, value]) => `  ${JSON.stringify(name)}: ${JSON.stringify(value)}`);
  const list = (name: string,
    items: readonly unknown[]) => `  "${name}": [\n${items.map((item) => `    ${JSON.stringify(item)}`).join(',\n')}\n  ]`;
  return `{\n${[...fields, list('processes', processes), list('steps', steps)].join(',\n')}\n}\n`;
}

/** "Hand a connection over" as a file name without its ending. */
export function fileNameOf(title: string): string {
  return title.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '') || 'scenario';
}
