/** Keeps the compiled form of this program, where Node can (22.1 and later): the next start takes less time. */
import { mkdirSync, realpathSync, statSync } from 'node:fs';
import * as nodeModule from 'node:module';
import { dirname, join } from 'node:path';
import { CACHE_DIR } from './paths.ts';

const WRITABLE_BY_OTHERS = 0o022;

export function enableCompileCache(): void {
  const { enableCompileCache: enable } = nodeModule as { enableCompileCache?: (folder: string) => unknown };
  if (!enable || process.platform === 'win32') return;
  try {
    const folder = join(CACHE_DIR, 'compiled');
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const real = realpathSync(folder);
    if (isOurs(real)) enable(real);
  } catch {
    // Without a folder to write to, the program is compiled on each start.
  }
}

/** Whether only this user and root can change it: what is in the cache is executed. */
function isOurs(folder: string): boolean {
  const { uid, mode } = statSync(folder);
  if ((uid !== 0 && uid !== process.getuid?.()) || (mode & WRITABLE_BY_OTHERS) !== 0) return false;
  return folder === '/' || isOurs(dirname(folder));
}
