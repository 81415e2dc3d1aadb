/** Opens a sock_diag socket in another network namespace: enters it with setns(2), and returns immediately. */
import { closeSync, constants, fstatSync, openSync } from 'node:fs';
import { walkCalls } from './calls.ts';
import { SockDiag } from './netlink.ts';

const CLONE_NEWNET = 0x40000000;

/**
 * A socket stays in the namespace in which it was created, so the thread is away for two calls only, and runs no other
 * code there. Null without permission (CAP_SYS_ADMIN there and here), or if `path` is not a namespace or not `inode`.
 */
export function sockDiagIn(path: string, inode: number): SockDiag | null {
  let own = -1;
  let there = -1;
  try {
    own = openSync('/proc/thread-self/ns/net', constants.O_RDONLY);
    there = openSync(path, constants.O_RDONLY);
    return fstatSync(there).ino === inode ? madeIn(there, own) : null;
  } catch (error) {
    if (error instanceof Stranded) throw error;
    return null;
  } finally {
    for (const fd of [own, there]) if (fd >= 0) closeSync(fd);
  }
}

/** This thread could not return. Everything it created from now on would be in the wrong namespace. */
class Stranded extends Error {}

function madeIn(there: number, own: number): SockDiag | null {
  const { setns } = walkCalls();
  if (Number(setns(there, CLONE_NEWNET)) < 0) return null;
  let diag: SockDiag | null = null;
  try {
    diag = new SockDiag();
  } catch {
    // A kernel without sock_diag: only the tables of /proc remain.
  }
  if (Number(setns(own, CLONE_NEWNET)) < 0)
    throw new Stranded('The inspector could not return to its own network namespace; start it again');
  return diag;
}
