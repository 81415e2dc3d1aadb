/** What /proc shows of the origin of a process: parents, cgroup, login; proc(5), systemd.exec(5). */
import { readFileSync } from 'node:fs';
import { textOfBytes } from '../../../app/shared/base/foreign-bytes.ts';
import { type Ancestry, PARENTS } from '../../../app/shared/live/ancestry.ts';
import { commandName, startOf } from './ask.ts';

/** A login uid and a session that were never set. */
const UNSET = 0xffffffff;

/** Null if the process is another one by now. */
export function ancestryOf(pid: number, startedAt: number): Ancestry | null {
  if (startOf(pid) !== startedAt) return null;
  const [session, user] = [Number(text(pid, 'sessionid') || UNSET), Number(text(pid, 'loginuid') || UNSET)];
  return {
    parents: parentsOf(pid), cgroup: text(pid, 'cgroup'), login: session === UNSET ? null : { session, user },
    invoked: /(^|\0)INVOCATION_ID=/.test(text(pid, 'environ')),
  };
}

function parentsOf(pid: number): { pid: number; name: string }[] {
  const parents: { pid: number; name: string }[] = [];
  for (let at = parentOf(pid); at > 0 && parents.length < PARENTS; at = parentOf(at))
    parents.push({ pid: at, name: commandName(at) ?? '' });
  return parents;
}

function parentOf(pid: number): number {
  const stat = text(pid, 'stat');
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1] ?? 0);
}

function text(pid: number, file: string): string {
  try {
    return textOfBytes(readFileSync(`/proc/${pid}/${file}`));
  } catch {
    return '';
  }
}
