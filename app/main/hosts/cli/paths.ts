/** Where things stand beside the command line: this file is out/main/cli.js, or the same place inside a package. */
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

export const OUT_DIR = import.meta.dirname;
export const ROOT = join(OUT_DIR, '..', '..');
export const ASSETS_DIR = join(ROOT, 'assets');
export const CACHE_DIR = join(ROOT, '.cache');

/** Where an inspector without Electron keeps what was opened lately and what nobody saved: %APPDATA% or XDG_CONFIG_HOME. */
export function dataDir(): string {
  const { APPDATA, XDG_CONFIG_HOME } = process.env;
  const base = process.platform === 'win32' ? APPDATA : XDG_CONFIG_HOME;
  // A relative path in XDG_CONFIG_HOME is to be ignored (XDG Base Directory Specification).
  return join(base !== undefined && isAbsolute(base) ? base : join(homedir(), '.config'), 'handoff');
}
