// Puts the stand-in where `electron` is asked for, and lets this Node load its TypeScript.
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const here = new URL('./', import.meta.url).href;

export async function resolve(specifier, context, next) {
  if (specifier === 'electron') return { url: new URL('electron.ts', here).href, format: 'module', shortCircuit: true };
  if (specifier.startsWith('electron/')) throw new Error(`The stand-in has no ${specifier}`);
  return next(specifier, context);
}

export async function load(url, context, next) {
  // Newer Nodes read TypeScript by themselves (and under Wine there is no native transformer).
  if (!url.startsWith(here) || !url.endsWith('.ts') || process.features.typescript) return next(url, context);
  const { transformSync } = await import('rolldown/experimental');
  const path = fileURLToPath(url);
  const { code, errors } = transformSync(path, await readFile(path, 'utf8'), { lang: 'ts' });
  if (errors.length > 0) throw new Error(`${path}: ${JSON.stringify(errors)}`);
  return { format: 'module', source: code, shortCircuit: true };
}
