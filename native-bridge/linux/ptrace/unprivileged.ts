/** Programs with the set-user-ID bit run without it while another user traces them. */
import { statSync } from 'node:fs';
import { fieldOf, programOf } from './tree.ts';

const SET_USER_ID = 0o4000;

/** A sentence for a program that has just begun, if it did not get the rights of its owner; null for all others. */
export function unprivileged(pid: number): string | null {
  try {
    const { mode, uid } = statSync(`/proc/${pid}/exe`);
    const effective = Number(fieldOf(pid, 'Uid')?.split('\t')[1]);
    if ((mode & SET_USER_ID) === 0 || effective === uid) return null;
    return `${programOf(pid) ?? 'a program'} (process ${pid}) has the set-user-ID bit, and runs without the rights of its owner `
      + 'while it is recorded. To record it with them, run handoff as root';
  } catch {
    return null;
  }
}
