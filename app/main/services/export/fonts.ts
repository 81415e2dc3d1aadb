/** The bundled typefaces as files for resvg: they are part of the built page, as WOFF2. */
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { trueTypeOf } from './woff2.ts';

const WANTED = ['inter-latin-wght-normal', 'inter-latin-ext-wght-normal', 'jetbrains-mono-latin-wght-normal'] as const;

/** Calls `use` with the paths of temporary files, or with none if the build has no page. `outDir` is the build folder. */
export function withFonts<T>(outDir: string, use: (files: readonly string[]) => T): T {
  const found = typefaces(join(outDir, '..', 'renderer', 'assets'));
  if (found.length === 0) return use([]);
  const folder = mkdtempSync(join(tmpdir(), 'handoff-type-'));
  try {
    return use(found.map((path, i) => {
      const file = join(folder, `${i}.ttf`);
      writeFileSync(file, trueTypeOf(readFileSync(path)));
      return file;
    }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function typefaces(folder: string): string[] {
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch {
    return [];
  }
  const found = WANTED.map((wanted) => names.find((name) => name.startsWith(`${wanted}-`) && name.endsWith('.woff2')));
  return found.every((name) => name !== undefined) ? found.map((name) => join(folder, name)) : [];
}
