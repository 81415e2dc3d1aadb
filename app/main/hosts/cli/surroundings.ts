/** What the system around the program refuses it, in a sentence: no fault of the program, and none of what was typed. */

export interface Surroundings {
  text: string;
  /** Exit code: 3 where this user may not do it, else 2. */
  code: 2 | 3;
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
  ENOENT: 'there is no such file or folder. Make it, or name another place.',
  ENOTDIR: 'a part of that path is no folder. Name another place.',
  ENAMETOOLONG: 'the path is too long for the system. Name a shorter one.',
};

/** What is around the program that an error tells of; null for any other error. */
export function aboutSurroundings(error: unknown): Surroundings | null {
  const { code, path, syscall } = error as NodeJS.ErrnoException;
  if (code === undefined || syscall === undefined || MEANT[code] === undefined) return null;
  const what = path === undefined || path === '' ? syscall : `${path}: ${syscall}`;
  return { text: `${what}: ${MEANT[code]}`, code: code === 'EACCES' || code === 'EPERM' ? 3 : 2 };
}
