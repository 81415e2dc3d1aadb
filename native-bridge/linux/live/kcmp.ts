/** kcmp(2): whether two descriptors refer to one open file description (P3). */
import { NR, walkCalls } from './calls.ts';

const [KCMP_FILE, KCMP_FILES] = [0, 2];

export type SameFile = 'same' | 'different' | 'refused';

/** Whether a thread has another descriptor table than the other; false if this user lacks permission. */
export const ownTable = (one: number, thread: number): boolean =>
  Number(walkCalls().syscall(NR.kcmp, one, thread, KCMP_FILES, 0, 0)) > 0;

/** `refused` if this user lacks permission, or a descriptor was closed. */
export function sameFile(pid1: number, fd1: number, pid2: number, fd2: number): SameFile {
  const result = Number(walkCalls().syscall(NR.kcmp, pid1, pid2, KCMP_FILE, fd1, fd2));
  if (result === 0) return 'same';
  return result < 0 ? 'refused' : 'different';
}
