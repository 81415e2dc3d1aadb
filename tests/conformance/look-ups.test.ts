import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fieldName } from '../../app/renderer/format/field.ts';
import { aboutError } from '../../app/shared/explain/errors/about.ts';
import { parseSocketFilter } from '../../app/shared/live/filter.ts';
import { readCapture } from '../../app/shared/live/read-file.ts';
import { platformWords } from '../../app/shared/graph-layout/svg/figure.ts';
import { storyTrace } from '../../app/shared/graph-layout/story.fixture.ts';
import { alignTraces } from '../../app/shared/trace/align.ts';
import { readTrace } from '../../app/shared/trace/file.ts';
import type { TraceLog } from '../../app/shared/trace/log.ts';
import type { Step } from '../../app/shared/trace/step.ts';

const SOURCES = ['app', 'native-bridge'].flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file)))
  .filter((file) => /\.tsx?$/.test(file) && !/\.(test|fixture)\./.test(file))
  .map((file) => ({ file, lines: readFileSync(file, 'utf8').split('\n') }));
/** A table that any name can be looked up in. */
const TABLE = /^(export )?const ([A-Z][A-Z_]+): Readonly<Record<string, /;
/** The same for each of the two platforms. */
const TWO_TABLES = /^(export )?const ([A-Z][A-Z_]+): Readonly<Record<Rules, Readonly<Record<string, /;

/** Names of tables that a file can see: its own, and what others export. */
function namesIn(lines: readonly string[], declaration: RegExp, exported: readonly string[]): string {
  return [...exported, ...lines.flatMap((line) => declaration.exec(line)?.[2] ?? [])].join('|');
}
const exportedBy = (declaration: RegExp): string[] => SOURCES.flatMap(({ lines }) => lines.flatMap((line) => {
  const [, isExported, name] = declaration.exec(line) ?? [];
  return isExported && name !== undefined ? [name] : [];
}));
const [EXPORTED, EXPORTED_TWO] = [exportedBy(TABLE), exportedBy(TWO_TABLES)];

it('there are such tables', () => {
  expect([EXPORTED.length > 5, EXPORTED_TWO]).toEqual([true, ['GIVEN_BY']]);
});

it('names are looked up with own(), which finds nothing that every object inherits', () => {
  const found = SOURCES.flatMap(({ file, lines }) => {
    const [one, two] = [namesIn(lines, TABLE, EXPORTED), namesIn(lines, TWO_TABLES, EXPORTED_TWO)];
    // A name that is written out, as in NAME['x'], comes from us.
    const indexed = new RegExp(`\\b(?:${one})\\[(?!')|\\bin (?:${one})\\)|\\b(?:${two})\\[\\w+\\]\\[`);
    return lines.flatMap((line, i) => (indexed.test(line) ? [`${file}:${i + 1}: ${line.trim()}`] : []));
  });
  expect(found).toEqual([]);
});

/** What a look-up finds in any object. */
const INHERITED = ['constructor', '__proto__', 'toString', 'hasOwnProperty', 'valueOf'];

describe.each(INHERITED)('%s', (name) => {
  it('is free text in a filter, not a key, term or state', () => {
    for (const text of [name, `${name}:x`]) {
      const filter = { terms: [{ by: 'text', value: text, not: false }], meaning: `"${text}"` };
      expect(parseSocketFilter(text)).toEqual({ ok: true, filter });
    }
    expect(parseSocketFilter(`state:${name}`)).toMatchObject({ ok: false, problem: expect.stringContaining('There is no state') });
  });

  it('is no error, no field with words, and no format of a file', () => {
    expect(aboutError(name)).toEqual([]);
    expect(fieldName(name)).toBe(name);
    expect(() => readCapture(`{"format":"${name}"}\n`, 'x')).toThrow('not a capture of this program');
  });

  it('can be the platform and the calls of a trace', () => {
    const log = { header: { platform: name } } as TraceLog;
    expect(platformWords(log)).toBe(`Real calls on ${name}`);
    const step = { ...storyTrace().step(1)!,
      action: { kind: 'call', participant: 'main', call: name, args: {}, resolved: {}, as: [] } } as Step;
    expect(alignTraces([step], [step], false)).toHaveLength(1);
  });

  it('is no kind of action, step or thing in a trace', () => {
    const header = (steps: object[]) => JSON.stringify({
      format: 'handoff-trace/1', platform: 'linux', provider: 'model', rules: 'linux', start: { added: {}, updated: {}, removed: {} },
      scenario: { title: 't', rules: 'linux', processes: [], steps },
    });
    const line = (more: object) =>
      JSON.stringify({ n: 1, outcome: { kind: 'ok', results: {} }, predicted: null, at: 0, action: { kind: 'kill', process: 'p' },
        ...more });
    expect(() => readTrace(`${header([{ [name]: 'x' }])}\n`, 'x')).toThrow('the scenario in its header is damaged');
    for (const more of [{ action: { kind: name } },
      { diff: { added: JSON.parse(`{"${name}": {"id": "${name}", "kind": "${name}"}}`) as object } }]) {
      expect(readTrace(`${header([])}\n${line(more)}\n`, 'x').damage).toContain('Line 2 of x is damaged');
    }
  });
});
