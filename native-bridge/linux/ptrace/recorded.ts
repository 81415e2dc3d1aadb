/** The processes of a recording that still run. A number can be of another process later: each has its start. */
import { readFileSync } from 'node:fs';
import { startOf } from '../live/ask.ts';
import { allProcesses, tracerOf } from './tree.ts';

/** `startedAt`: milliseconds since 1970. */
export interface Running { pid: number; startedAt: number }

/** Those that a recorder traces. */
export const tracedBy = (recorder: number): Running[] => runningThat(() => (pid) => tracerOf(pid) === recorder);

/** Those in the session that a recorder leads, and all that descend from a process; 0: none. */
export function startedBy(recorder: number, program: number): Running[] {
  return runningThat((pids) => {
    const parents = new Map(pids.map((pid) => [pid, familyOf(pid)]));
    const descends = (pid: number): boolean => pid > 0 && (pid === program || descends(parents.get(pid)?.parent ?? 0));
    return (pid) => pid !== recorder && (parents.get(pid)!.session === recorder || descends(pid));
  });
}

/** This process and those that it descends from. */
export function ancestorsOf(pid: number): number[] {
  const all: number[] = [];
  for (let one = pid; one > 0; one = familyOf(one).parent) all.push(one);
  return all;
}

/** Processes of which something is true, read between two equal readings of their start: their number has not passed to another. */
function runningThat(makeTest: (pids: readonly number[]) => (pid: number) => boolean): Running[] {
  const starts = new Map(allProcesses().map((pid) => [pid, startOf(pid)]));
  const passes = makeTest([...starts.keys()]);
  return [...starts].flatMap(([pid, startedAt]) =>
    (startedAt !== null && passes(pid) && startOf(pid) === startedAt ? [{ pid, startedAt }] : []));
}

/** proc_pid_stat(5): after the name come the state, the parent, the group and the session. 0 for a process that has ended. */
function familyOf(pid: number): { parent: number; session: number } {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const [, parent, , session] = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return { parent: Number(parent), session: Number(session) };
  } catch {
    return { parent: 0, session: 0 };
  }
}
