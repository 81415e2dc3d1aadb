/** How many more descriptors this process can open: it makes calls itself, and must keep enough for its pages and processes. */
import { readFileSync, readdirSync } from 'node:fs';

/** Null where the system sets no limit that can be reached, or does not tell it. */
export function descriptorsLeft(): number | null {
  if (process.platform !== 'linux') return null;
  try {
    const limit = Number(/^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1] ?? Number.NaN);
    return Number.isNaN(limit) ? null : limit - readdirSync('/proc/self/fd').length;
  } catch {
    return null;
  }
}
