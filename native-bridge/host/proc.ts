/** What /proc tells about the descriptors of a process; proc(5), P22, P25. All of it is read-only. */
import { libc } from '../linux/bindings.ts';
import { closeFile, numbersIn, openFile, readAnew, readLink } from '../linux/proc-files.ts';

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
  /** What its link says, "socket:[1234]", when it is a socket; null for anything else, and where the kernel tells no inode. */
  socket: string | null;
}

const O_NONBLOCK = 0o4000;
const O_CLOEXEC = 0o2000000;
const [AF_UNIX, SOCK_DGRAM, SOCK_CLOEXEC] = [1, 2, 0o2000000];

/** What /proc/PID/fdinfo/N says. */
export function descriptorInfo(text: string): DescriptorInfo {
  const flags = Number.parseInt(/^flags:\s*(\d+)/m.exec(text)?.[1] ?? '0', 8);
  // tfd is decimal, events and ino are hexadecimal.
  const registered = !text.includes('tfd:') ? [] : [...text.matchAll(/^tfd:\s*(\d+) events:\s*([\da-f]+).* ino:([\da-f]+)/gm)].map(([, tfd, events, inode]) => ({
    tfd: Number(tfd), events: Number.parseInt(events!, 16), inode: String(Number.parseInt(inode!, 16)),
  }));
  const rights = /^scm_fds:\s*(\d+)/m.exec(text)?.[1];
  const rightsInQueue = rights === undefined ? null : Number(rights);
  const place = placeOf(text);
  const socket = place !== null && place.mount === (socketMount ??= mountOfSockets()) ? `socket:[${place.inode}]` : null;
  return { rightsInQueue, nonblocking: (flags & O_NONBLOCK) !== 0, closeOnExec: (flags & O_CLOEXEC) !== 0, registered, socket };
}

/** Where the file behind a descriptor is; null before Linux 5.14, which names no inode. */
function placeOf(text: string): { mount: string; inode: string } | null {
  const [, mount, inode] = /^mnt_id:\s*(\d+)\nino:\s*(\d+)/m.exec(text) ?? [];
  return mount === undefined || inode === undefined ? null : { mount, inode };
}

let socketMount: string | undefined;

/** All sockets are on one mount of the kernel's own, so an inode there is that of a socket. */
function mountOfSockets(): string {
  const socket = Number(libc().socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  const file = openFile(`/proc/self/fdinfo/${socket}`);
  const text = file === null ? null : readAnew(file);
  if (file !== null) closeFile(file);
  closeFile(socket);
  return placeOf(text ?? '')?.mount ?? '';
}
