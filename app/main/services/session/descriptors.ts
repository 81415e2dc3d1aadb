/** How many more descriptors this process can open: it makes calls itself, and needs some for its pages and processes. */
import { readFileSync, readdirSync, statSync } from 'node:fs';

const OPEN = '/proc/self/fd';

/** Null if the system sets no reachable limit, or does not report it. */
export function descriptorsLeft(): number | null {
  if (process.platform !== 'linux') return null;
  try {
    const limit = Number(/^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1] ?? Number.NaN);
    return Number.isNaN(limit) ? null : limit - openDescriptors();
  } catch {
    return null;
  }
}

/** Since Linux 6.2 the folder's size is their number; reading the folder takes longer the more there are. */
const openDescriptors = (): number => statSync(OPEN).size || readdirSync(OPEN).length;
