/** Folders are layers: each says what it may import, keeps to it, and none of them import each other in a circle. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT, importsOf, isProduction, sourceFiles, textOf } from '../support/source-tree.ts';

const LAYERS = ['app/shared', 'app/renderer', 'app/main/services', 'native-bridge'];
const CODE = sourceFiles('app', 'native-bridge', 'scripts', 'tests').filter((file) => /\.(tsx?|mjs)$/.test(file));
const FOLDERS = [...new Set(CODE.map((file) => dirname(file)))];

/** The folder of a layer that a path is in; null for files directly in the layer. */
function folderIn(layer: string, path: string): string | null {
  const [first, ...rest] = path.startsWith(`${layer}/`) ? path.slice(layer.length + 1).split('/') : [];
  return first !== undefined && rest.length > 0 ? first : null;
}

/** Per folder of the layer, the folders it imports, each with one file that does. */
function imported(layer: string): Map<string, Map<string, string>> {
  const graph = new Map<string, Map<string, string>>();
  for (const file of CODE.filter((path) => path.startsWith(`${layer}/`) && isProduction(path))) {
    const from = folderIn(layer, file);
    if (from === null) continue;
    const targets = graph.get(from) ?? new Map<string, string>();
    graph.set(from, targets);
    for (const target of importsOf(file)) {
      const to = folderIn(layer, target);
      if (to !== null && to !== from) targets.set(to, file);
    }
  }
  return graph;
}

/** A chain of folders that ends where it began, or null. */
function circleIn(graph: ReadonlyMap<string, ReadonlyMap<string, string>>): string[] | null {
  const done = new Set<string>();
  const follow = (folder: string, path: readonly string[]): string[] | null => {
    if (path.includes(folder)) return [...path.slice(path.indexOf(folder)), folder];
    if (done.has(folder)) return null;
    for (const next of graph.get(folder)?.keys() ?? []) {
      const circle = follow(next, [...path, folder]);
      if (circle) return circle;
    }
    done.add(folder);
    return null;
  };
  for (const folder of graph.keys()) {
    const circle = follow(folder, []);
    if (circle) return circle;
  }
  return null;
}

/** The folders that a README allows, or null where it has no such line. */
function allowedBy(readme: string): string[] | null {
  const line = /^- \*\*May import\*\*: (.*)$/m.exec(readme)?.[1];
  return line === undefined ? null : [...line.matchAll(/`([^`]+)`/g)].map(([, name]) => name!);
}

describe.each(LAYERS)('folders of %s', (layer) => {
  const graph = imported(layer);

  it('import each other in no circle', () => {
    expect(circleIn(graph)).toBeNull();
  });

  it('import only the folders that their README allows', () => {
    const wrong = [...graph].flatMap(([folder, targets]) => {
      const allowed = allowedBy(textOf(`${layer}/${folder}/README.md`));
      if (allowed === null) return [`${layer}/${folder}/README.md has no line "May import"`];
      return [...targets].filter(([to]) => !allowed.includes(to)).map(([to, file]) => `${file} imports from ${to}`);
    });
    expect(wrong).toEqual([]);
  });

  it('allow no folder that does not exist or is not imported', () => {
    const stale = [...graph].flatMap(([folder, targets]) =>
      (allowedBy(textOf(`${layer}/${folder}/README.md`)) ?? []).filter((name) => !targets.has(name))
        .map((name) => `${layer}/${folder}: ${name}`));
    expect(stale).toEqual([]);
  });
});

it('every code folder has a README', () => {
  expect(FOLDERS.filter((folder) => !existsSync(join(ROOT, folder, 'README.md')))).toEqual([]);
});

describe('paths in READMEs of code folders', () => {
  const isPath = (text: string) => /^[\w.-]+(\/[\w.-]+)+\/?$/.test(text) || /^[\w-]+(\.[\w-]+)*\.(ts|tsx|mjs|json|css|md)$/.test(text);

  it.each(FOLDERS.filter((folder) => existsSync(join(ROOT, folder, 'README.md'))))('exist: %s', (folder) => {
    const named = [...textOf(`${folder}/README.md`).matchAll(/`([^`\n]+)`/g)].map(([, text]) => text!).filter(isPath);
    const bases = [folder, dirname(folder), '.', 'app/shared', 'native-bridge'];
    expect(named.filter((path) => !bases.some((base) => existsSync(join(ROOT, base, path))))).toEqual([]);
  });
});

/** Longer lines do not fit beside another file on a screen. */
const LONGEST_LINE = 140;
const longLines = (file: string, text: string): string[] =>
  text.split('\n').flatMap((line, i) => (line.length > LONGEST_LINE ? [`${file}:${i + 1}: ${line.length} characters`] : []));

describe('lines of code', () => {
  it(`have at most ${LONGEST_LINE} characters`, () => {
    expect(CODE.flatMap((file) => longLines(file, textOf(file)))).toEqual([]);
  });

  it('are found if they have more', () => {
    expect(longLines('a.ts', `${'x'.repeat(140)}\n${'x'.repeat(141)}`)).toEqual(['a.ts:2: 141 characters']);
  });
});

it('finds a circle where there is one', () => {
  const to = (...names: string[]) => new Map(names.map((name) => [name, 'file.ts']));
  expect(circleIn(new Map([['a', to('b')], ['b', to('c')], ['c', to('b')]]))).toEqual(['b', 'c', 'b']);
});
