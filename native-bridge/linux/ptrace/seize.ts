/** Attaches to a process, its threads and its children, and stops all of them, so that their state can be read. */
import { FOLLOW, REQUEST, WAIT, ptrace, waitFor } from './calls.ts';
import { processOf } from './tracer.ts';
import { childrenOf, refusalOf, threadsOf, tracerOf } from './tree.ts';

const EPERM = 1;
/** Milliseconds in which tasks stop. One that the kernel does not let stop, such as the parent of a vfork, stops later. */
const [STOP_LIMIT, PAUSE] = [300, 1];

/** The process cannot be traced; the message says why. */
export class SeizeRefused extends Error {
  readonly denied: boolean;

  constructor(message: string, denied: boolean) {
    super(message);
    this.denied = denied;
  }
}

export interface Seized {
  tasks: { task: number; process: number }[];
  /** Their first stops. */
  stops: { task: number; status: number }[];
  /** Children that could not be attached, and why. */
  refused: string[];
}

/** `bell`: a tracee that is none of them. @throws SeizeRefused if none of these processes can be traced, with the reason of the first. */
export function seizeTrees(pids: readonly number[], bell: number): Seized {
  const known = new Map<number, number>();
  const refused = new Map<number, string>();
  for (let size = -1; known.size + refused.size > size;) {
    size = known.size + refused.size;
    for (const process of new Set([...pids, ...known.values()])) seizeThreads(process, known, refused);
    for (const [task, process] of known) {
      for (const child of childrenOf(process, task)) seizeThreads(child, known, refused);
    }
  }
  const [first = 0] = pids;
  const why = refused.get(first);
  // This process writes to its parent: if that stood still, both would.
  const isOwn = pids.every((pid) => pid === process.pid || pid === process.ppid);
  if (isOwn) throw new SeizeRefused('handoff cannot record itself', false);
  if (known.size === 0) throw new SeizeRefused(why ?? refusalOf(first, 3), why !== undefined && !why.startsWith('there is no'));
  const tasks = [...known].map(([task, process]) => ({ task, process })).toSorted((a, b) => a.process - b.process || order(a) - order(b));
  return { tasks, stops: firstStops(known, bell), refused: [...refused.values()] };
}

/** The first thread of a process before the others. */
const order = ({ task, process }: { task: number; process: number }): number => (task === process ? 0 : task);

function seizeThreads(target: number, known: Map<number, number>, refused: Map<number, string>): void {
  if (target === process.pid || target === process.ppid) return;
  const leader = processOf(target);
  if (leader !== null && leader !== target) {
    refused.set(target, `${target} is a thread of process ${leader}. Record that process`);
    return;
  }
  for (const thread of threadsOf(target)) {
    if (known.has(thread) || refused.has(target)) continue;
    const failed = ptrace(REQUEST.SEIZE, thread, 0, FOLLOW);
    // A new task of a tracee is traced from its start; its parent's event announces it.
    if (failed === EPERM && tracerOf(thread) === process.pid) continue;
    if (failed === 0) {
      known.set(thread, target);
      ptrace(REQUEST.INTERRUPT, thread, 0, 0);
    } else if (thread === target) refused.set(target, refusalOf(target, failed));
  }
}

function firstStops(known: ReadonlyMap<number, number>, bell: number): { task: number; status: number }[] {
  const stops: { task: number; status: number }[] = [];
  const missing = new Set(known.keys());
  const limit = performance.now() + STOP_LIMIT;
  while (missing.size > 0 && performance.now() < limit) {
    const next = waitFor(-1, WAIT.ALL | WAIT.NOTHREAD | WAIT.NOHANG);
    if (!next) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE);
    else if (next.task === bell) ptrace(REQUEST.CONT, bell, 0, 0);
    else {
      missing.delete(next.task);
      stops.push(next);
    }
  }
  return stops;
}
