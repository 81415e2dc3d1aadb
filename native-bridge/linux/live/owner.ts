/** The user with whose rights a process runs. */
import { readFileSync } from 'node:fs';

/** A user's name, or "user 1000" for a number without one; null if the process does not exist. */
export function ownerOf(pid: number): string | null {
  const uid = /^Uid:\s+(\d+)/m.exec(textOf(`/proc/${pid}/status`))?.[1];
  return uid === undefined ? null : userName(uid);
}

/** Containers run users that no list names. */
function userName(uid: string): string {
  const line = textOf('/etc/passwd').split('\n').find((entry) => entry.split(':')[2] === uid);
  return line?.split(':')[0] ?? `user ${uid}`;
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
