/** Finds the owners of the sockets that receive at an address, by the descriptors in /proc. */
import { existsSync, readdirSync, readlinkSync } from 'node:fs';
import { attempt } from '../../app/shared/base/attempt.ts';
import type { Receivers } from '../../app/shared/provider/provider.ts';
import { socketInode } from './proc.ts';

/**
 * @param inodes of the sockets that receive. @param known inodes of sockets that the session had.
 * @param pids of the processes that the session has started. Main must not be among them: the inspector has other sockets.
 */
export function countReceivers(inodes: readonly string[] | null, known: ReadonlySet<string>, pids: readonly number[]): Receivers | null {
  if (!inodes) return null;
  const strange = inodes.filter((inode) => !known.has(inode));
  // Without /proc no socket can be attributed to a process.
  if (!existsSync('/proc/self/fd')) return { session: inodes.length - strange.length, others: 0, unattributed: strange.length };
  const held = strange.length === 0 ? strange : strange.filter(heldBy(pids));
  const others = strange.length - held.length;
  // Its sockets count as those of others: a scenario decides which process hides (PR_SET_DUMPABLE), and strangers stay out of reach.
  const hidden = others > 0 && pids.some(isHidden);
  return { session: inodes.length - others, others, unattributed: 0, ...(hidden ? { hidden } : {}) };
}

/** Whether the process is there, and this user cannot list its descriptors. */
const isHidden = (pid: number): boolean => existsSync(`/proc/${pid}`) && attempt(() => readdirSync(`/proc/${pid}/fd`), null) === null;

/** Whether one of these processes has a descriptor of the socket. */
export function heldBy(pids: readonly number[]): (inode: string) => boolean {
  const held = new Set(pids.flatMap((pid) => socketsOf(pid)));
  return (inode) => held.has(inode);
}

/** Inodes of the sockets that a process has; none for one that is gone, or whose table is hidden from this user. */
function socketsOf(pid: number): string[] {
  const folder = `/proc/${pid}/fd`;
  // A descriptor can close meanwhile.
  return attempt(() => readdirSync(folder), []).flatMap((fd) => attempt(() => socketInode(readlinkSync(`${folder}/${fd}`)) ?? [], []));
}
