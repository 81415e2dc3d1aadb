/** Data in /proc about the descriptors of a process; proc(5), P22, P25. All access is read-only. */
import { libc } from '../linux/bindings.ts';
import { closeFile, numbersIn, openFile, readAnew, readLink } from '../linux/proc-files.ts';

/** Open descriptors of one process: maps each number to its link target, such as "socket:[1234]". */
export type Links = Map<number, string>;

/**
 * Every open descriptor of a process; null if it has ended or this user cannot read it.
 * @param kept known link targets, which need not be read.
 */
export function linksOf(pid: number, kept: (fd: number) => string | undefined = () => undefined): Links | null {
  const numbers = numbersIn(`/proc/${pid}/fd`);
  if (!numbers) return null;
  const links: Links = new Map();
  for (const fd of numbers) {
    const link = kept(fd) ?? linkOf(pid, fd);
    // Closed since the listing, like the descriptor of the listing itself.
    if (link !== null) links.set(fd, link);
  }
  return links;
}

/** The link target of one descriptor; null if the number is not open, or the process has ended. */
export const linkOf = (pid: number, fd: number): string | null => readLink(`/proc/${pid}/fd/${fd}`);

/** Whether a descriptor stays open in exec; null if that cannot be read. */
export function isInheritable(pid: number, fd: number): boolean | null {
  const file = openFile(`/proc/${pid}/fdinfo/${fd}`);
  if (file === null) return null;
  const text = readAnew(file);
  closeFile(file);
  return text === null ? null : !descriptorInfo(text).closeOnExec;
}

/** "1234" for "socket:[1234]"; null for anything that is not a socket. */
export function socketInode(link: string | undefined): string | null {
  return /^socket:\[(\d+)\]$/.exec(link ?? '')?.[1] ?? null;
}

export interface Registered {
  /** The number under which it was registered, which can refer to something else by now (P13). */
  tfd: number;
  events: number;
  inode: string;
}

export interface DescriptorInfo {
  nonblocking: boolean;
  closeOnExec: boolean;
  /** Registrations, if it is an epoll instance. */
  registered: readonly Registered[];
  /** Unix sockets: descriptors in its receive queue (P23); null for anything else. */
  rightsInQueue: number | null;
  /** The link target of a socket, "socket:[1234]"; null for anything else, and if the kernel reports no inode. */
  socket: string | null;
}

const O_NONBLOCK = 0o4000;
const O_CLOEXEC = 0o2000000;
const [AF_UNIX, SOCK_DGRAM, SOCK_CLOEXEC] = [1, 2, 0o2000000];

/** The parsed content of /proc/PID/fdinfo/N. */
export function descriptorInfo(text: string): DescriptorInfo {
  const flags = Number.parseInt(/^flags:\s*(\d+)/m.exec(text)?.[1] ?? '0', 8);
  // tfd is decimal, events and ino are hexadecimal.
  const registered = !text.includes('tfd:') ? []
    : [...text.matchAll(/^tfd:\s*(\d+) events:\s*([\da-f]+).* ino:([\da-f]+)/gm)].map(([, tfd, events, inode]) => ({
      tfd: Number(tfd), events: Number.parseInt(events!, 16), inode: String(Number.parseInt(inode!, 16)),
    }));
  const rights = /^scm_fds:\s*(\d+)/m.exec(text)?.[1];
  const rightsInQueue = rights === undefined ? null : Number(rights);
  const place = placeOf(text);
  const socket = place !== null && place.mount === (socketMount ??= mountOfSockets()) ? `socket:[${place.inode}]` : null;
  return { rightsInQueue, nonblocking: (flags & O_NONBLOCK) !== 0, closeOnExec: (flags & O_CLOEXEC) !== 0, registered, socket };
}

/** The mount of the file behind a descriptor; null before Linux 5.14, which reports no inode. */
function placeOf(text: string): { mount: string; inode: string } | null {
  const [, mount, inode] = /^mnt_id:\s*(\d+)\nino:\s*(\d+)/m.exec(text) ?? [];
  return mount === undefined || inode === undefined ? null : { mount, inode };
}

let socketMount: string | undefined;

/** All sockets are on one internal mount of the kernel, so an inode there belongs to a socket. */
function mountOfSockets(): string {
  const socket = Number(libc().socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  const file = openFile(`/proc/self/fdinfo/${socket}`);
  const text = file === null ? null : readAnew(file);
  if (file !== null) closeFile(file);
  closeFile(socket);
  return placeOf(text ?? '')?.mount ?? '';
}
