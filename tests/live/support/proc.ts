/** What /proc says of processes, by the simplest possible reading: what captures are held against. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** Every process whose parent is `pid`. */
export function childrenOf(pid: number): number[] {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(Number).filter((child) => parentOf(child) === pid);
}

function parentOf(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return -1;
  }
}

/** Pids of all processes that hold what descriptor `fd` of `pid` stands for. */
export function holdersLike(pid: number, fd: number): number[] {
  const link = readlinkSync(`/proc/${pid}/fd/${fd}`);
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(Number).filter((other) => linksOf(other).includes(link)).sort((a,
    b) => a - b);
}

/** Pids of all processes that hold a listener of a TCP port, by /proc/net/tcp and their links. */
export function holdersOfPort(port: number): number[] {
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  const inodes = ['tcp', 'tcp6'].flatMap((file) => readFileSync(`/proc/net/${file}`, 'latin1').split('\n')).flatMap((line) => {
    const [, local = '', , state, , , , , , inode] = line.trim().split(/\s+/);
    return local.endsWith(`:${hex}`) && state === '0A' ? [`socket:[${inode}]`] : [];
  });
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(Number)
    .filter((pid) => linksOf(pid).some((link) => inodes.includes(link))).sort((a, b) => a - b);
}

function linksOf(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).map((fd) => {
      try {
        return readlinkSync(`/proc/${pid}/fd/${fd}`);
      } catch {
        return '';
      }
    });
  } catch {
    return [];
  }
}
