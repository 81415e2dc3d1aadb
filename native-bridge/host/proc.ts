/** What /proc tells about the descriptors of a process; proc(5), P22, P25. All of it is read-only. */
import { numbersIn, readLink, readText } from '../linux/proc-files.ts';

/** Open descriptors of one process: number to what it stands for, such as "socket:[1234]". */
export type Links = Map<number, string>;

/**
 * Every open descriptor of a process; null when it is gone or not ours to read.
 * @param kept what a number is known to stand for, and need not be asked.
 */
export function linksOf(pid: number, kept: (fd: number) => string | undefined = () => undefined): Links | null {
  const numbers = numbersIn(`/proc/${pid}/fd`);
  if (!numbers) return null;
  const links: Links = new Map();
  for (const fd of numbers) {
    const link = kept(fd) ?? linkOf(pid, fd);
    // Closed since the listing, as the one of the listing itself is.
    if (link !== null) links.set(fd, link);
  }
  return links;
}

/** What one descriptor stands for; null when there is none under the number, or the process is gone. */
export const linkOf = (pid: number, fd: number): string | null => readLink(`/proc/${pid}/fd/${fd}`);

/** "1234" of "socket:[1234]"; null for anything that is not a socket. */
export function socketInode(link: string | undefined): string | null {
  return /^socket:\[(\d+)\]$/.exec(link ?? '')?.[1] ?? null;
}

export interface Registered {
  /** The number it was registered under; it may stand for something else by now (P13). */
  tfd: number;
  events: number;
  inode: string;
}

export interface DescriptorInfo {
  nonblocking: boolean;
  closeOnExec: boolean;
  /** Registrations, when it is an epoll instance. */
  registered: readonly Registered[];
  /** Unix sockets: descriptors in its receive queue (P23); null for anything else. */
  rightsInQueue: number | null;
}

const O_NONBLOCK = 0o4000;
const O_CLOEXEC = 0o2000000;

/** /proc/PID/fdinfo/N; null when it cannot be read. */
export function descriptorInfo(pid: number, fd: number): DescriptorInfo | null {
  const text = readText(`/proc/${pid}/fdinfo/${fd}`);
  if (text === null) return null;
  const flags = Number.parseInt(/^flags:\s*(\d+)/m.exec(text)?.[1] ?? '0', 8);
  // tfd is decimal, events and ino are hexadecimal.
  const registered = !text.includes('tfd:') ? [] : [...text.matchAll(/^tfd:\s*(\d+) events:\s*([\da-f]+).* ino:([\da-f]+)/gm)].map(([, tfd, events, inode]) => ({
    tfd: Number(tfd), events: Number.parseInt(events!, 16), inode: String(Number.parseInt(inode!, 16)),
  }));
  const rights = /^scm_fds:\s*(\d+)/m.exec(text)?.[1];
  const rightsInQueue = rights === undefined ? null : Number(rights);
  return { rightsInQueue, nonblocking: (flags & O_NONBLOCK) !== 0, closeOnExec: (flags & O_CLOEXEC) !== 0, registered };
}
