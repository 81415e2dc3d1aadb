/** The data of a capture about its machine. */
import { readFileSync, readlinkSync, statSync } from 'node:fs';
import { hostname, release, userInfo } from 'node:os';
import { walkCalls } from './calls.ts';

export const hostOf = (): { name: string; system: string } => ({ name: hostname(), system: `Linux ${release()}` });

export function userOf(): { id: number; name: string } {
  const id = process.getuid?.() ?? 0;
  try {
    return { id, name: userInfo().username };
  } catch {
    // Containers run users that no list names.
    return { id, name: String(id) };
  }
}

/** Boot time in milliseconds since 1970: the origin of start times. */
export function bootTime(): number {
  return Number(/^btime (\d+)$/m.exec(readFileSync('/proc/stat', 'latin1'))?.[1] ?? 0) * 1000;
}

/** Number of open files of all processes; proc_sys_fs(5). */
export function openFiles(): number {
  return Number.parseInt(readFileSync('/proc/sys/fs/file-nr', 'latin1'), 10);
}

/** Inode of this process's network namespace. */
export function ownNamespace(): number {
  return Number(/\d+/.exec(readlinkSync('/proc/self/ns/net'))?.[0] ?? 0);
}

/** The device number of sockfs as fdinfo prints it, which is the same for all sockets. */
export function sockDevice(): number {
  const { socket, close } = walkCalls();
  const fd = Number(socket(1, 2 | 0o2000000, 0));
  try {
    return statSync(`/proc/self/fd/${fd}`).dev;
  } finally {
    close(fd);
  }
}
