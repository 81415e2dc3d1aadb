/** Locations relative to the command-line program, which is out/main/cli.js or the same place inside a package. */
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, isAbsolute, join, resolve } from 'node:path';

// Code that several commands share is bundled into a separate folder.
export const OUT_DIR = basename(import.meta.dirname) === 'chunks' ? dirname(import.meta.dirname) : import.meta.dirname;
export const ROOT = join(OUT_DIR, '..', '..');
export const ASSETS_DIR = join(ROOT, 'assets');
export const CACHE_DIR = cacheDir();

/** A checkout has its own cache; an installed program uses the user's, since its folder can be read-only. */
function cacheDir(): string {
  const named = process.env['HANDOFF_CACHE'];
  if (named) return resolve(named);
  if (existsSync(join(ROOT, 'scripts', 'setup.mjs'))) return join(ROOT, '.cache');
  const base = process.platform === 'win32' ? process.env['LOCALAPPDATA'] : process.env['XDG_CACHE_HOME'];
  return join(base || join(homedir(), '.cache'), 'socket-handoff-inspector');
}

/** Folder for recent files and unsaved work of an inspector without Electron: below %APPDATA% or XDG_CONFIG_HOME. */
export function dataDir(): string {
  const { APPDATA, XDG_CONFIG_HOME } = process.env;
  const base = process.platform === 'win32' ? APPDATA : XDG_CONFIG_HOME;
  // A relative path in XDG_CONFIG_HOME must be ignored (XDG Base Directory Specification).
  return join(base !== undefined && isAbsolute(base) ? base : join(homedir(), '.config'), 'socket-handoff-inspector');
}
