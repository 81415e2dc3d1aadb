/** Where things stand beside the command line: this file is out/main/cli.js, or the same place inside a package. */
import { join } from 'node:path';

export const OUT_DIR = import.meta.dirname;
export const ROOT = join(OUT_DIR, '..', '..');
export const ASSETS_DIR = join(ROOT, 'assets');
export const CACHE_DIR = join(ROOT, '.cache');
