/** System errors that are neither a bug nor invalid input, as one sentence. */

import { dirname } from 'node:path';
import { own } from '../../../shared/base/own.ts';

export interface Surroundings {
  text: string;
  /** Whether this user lacks the permission. */
  forbidden: boolean;
}

const MEANT: Readonly<Record<string, string>> = {
  EMFILE: 'this process has reached its limit of open files and sockets. Raise the limit ("ulimit -n 4096") or close some.',
  ENFILE: 'the system has reached its limit of open files and sockets. Close programs that have many open.',
  ENOSPC: 'the disk is full. Free some space, or set TMPDIR to another folder.',
  EDQUOT: 'the disk quota of this user is used up. Free some space, or set TMPDIR to another folder.',
  EROFS: 'the disk is read-only. Set TMPDIR to a writable folder.',
  ENOMEM: 'the system is out of memory. Close programs that use much of it.',
  EAGAIN: 'this user has reached the limit of processes. End some, or raise the limit ("ulimit -u").',
  EACCES: 'permission denied. Change the permissions, or use another folder.',
  EPERM: 'permission denied. Change the permissions, or use another folder.',
  ENOENT: 'it does not exist. Create it, or use another folder (TMPDIR sets the folder for temporary files).',
  ENOTDIR: 'a part of the path is not a folder. Use another path.',
  ENAMETOOLONG: 'the path is too long for the system. Use a shorter one.',
};

/** What the system refused, if the user can do something about the error; else null. */
export function aboutSurroundings(error: unknown): Surroundings | null {
  if (!(error instanceof Error)) return null;
  const { code, path, syscall } = error as NodeJS.ErrnoException;
  const meaning = code === undefined || syscall === undefined ? undefined : own(MEANT, code);
  if (meaning === undefined) return null;
  // The file that would have been created means nothing to a user; its folder does.
  const where = syscall === 'mkdtemp' && path ? `the folder for temporary files, ${dirname(path)}`
    : path === undefined || path === '' ? `the system call "${syscall}"` : path;
  return { text: `${where}: ${meaning}`, forbidden: code === 'EACCES' || code === 'EPERM' };
}
