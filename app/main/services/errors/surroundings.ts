/** System errors that are neither a bug nor invalid input, as one sentence. */

import { dirname } from 'node:path';
import { own } from '../../../shared/base/own.ts';

export interface Surroundings {
  text: string;
  /** Whether this user lacks the permission. */
  forbidden: boolean;
}

const MEANT: Readonly<Record<string, string>> = {
  EMFILE: 'this process may open no more files and sockets. Raise the limit ("ulimit -n 4096") or have fewer of them open.',
  ENFILE: 'the system has no more files and sockets to open. End what has many open.',
  ENOSPC: 'the disk is full. Make room, or name another place with TMPDIR.',
  EDQUOT: 'this user has used up the room on the disk. Make room, or name another place with TMPDIR.',
  EROFS: 'the disk can only be read. Name a folder that can be written to with TMPDIR.',
  ENOMEM: 'the system has no more memory. End what uses much of it.',
  EAGAIN: 'the system starts no more processes for this user. End some, or raise the limit ("ulimit -u").',
  EACCES: 'this user may not do that. Change the rights, or name another place.',
  EPERM: 'this user may not do that. Change the rights, or name another place.',
  ENOENT: 'it does not exist. Make it, or name another (TMPDIR names the folder for temporary files).',
  ENOTDIR: 'a part of that path is no folder. Name another place.',
  ENAMETOOLONG: 'the path is too long for the system. Name a shorter one.',
};

/** What the system refused, if the user can do something about the error; else null. */
export function aboutSurroundings(error: unknown): Surroundings | null {
  if (!(error instanceof Error)) return null;
  const { code, path, syscall } = error as NodeJS.ErrnoException;
  const meaning = code === undefined || syscall === undefined ? undefined : own(MEANT, code);
  if (meaning === undefined) return null;
  // The file that would have been created means nothing to a user; its folder does.
  const where = syscall === 'mkdtemp' && path ? `the folder for temporary files, ${dirname(path)}` : path === undefined || path === '' ? `the system call "${syscall}"` : path;
  return { text: `${where}: ${meaning}`, forbidden: code === 'EACCES' || code === 'EPERM' };
}
