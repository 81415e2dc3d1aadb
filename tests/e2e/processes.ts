/** What runs below a process, by /proc. */
import { readFileSync, readdirSync } from 'node:fs';

export interface Running { pid: number; command: string }

/** Every descendant of `root` that is no part of a browser. */
export function descendants(root: number): Running[] {
  const parents = new Map<number, number[]>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const parent = parentOf(name);
    if (parent !== null) parents.set(parent, [...(parents.get(parent) ?? []), Number(name)]);
  }
  const found: Running[] = [];
  const look = (pid: number) => {
    for (const child of parents.get(pid) ?? []) {
      const command = read(`/proc/${child}/cmdline`).replaceAll('\0', ' ').trim();
      // A browser's processes end with it, not with a session.
      if (/chrom/i.test(command.split(' ', 1)[0] ?? '')) continue;
      found.push({ pid: child, command });
      look(child);
    }
  };
  look(root);
  return found;
}

/** The participants among them. */
export function peers(root: number): Running[] {
  return descendants(root).filter(({ command }) => command.includes('peer.js'));
}

export function isRunning(pid: number): boolean {
  const state = /^State:\s+(\w)/m.exec(read(`/proc/${pid}/status`))?.[1];
  return state !== undefined && state !== 'Z';
}

function parentOf(pid: string): number | null {
  // The name stands in parentheses and may hold anything, spaces and parentheses too.
  const after = read(`/proc/${pid}/stat`).split(') ').at(-1);
  const [state, parent] = after?.split(' ') ?? [];
  return state === 'Z' || parent === undefined || parent === '' ? null : Number(parent);
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
