/** How many more descriptors this process can open: it makes calls itself, and needs some for its pages and processes. */
import { readFileSync, readdirSync } from 'node:fs';

/** Null if the system sets no reachable limit, or does not report it. */
export function descriptorsLeft(): number | null {
  if (process.platform !== 'linux') return null;
  try {
    const limit = Number(/^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1] ?? Number.NaN);
    return Number.isNaN(limit) ? null : limit - readdirSync('/proc/self/fd').length;
  } catch {
    return null;
  }
}
