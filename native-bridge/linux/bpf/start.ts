/** What processes have before the recording: their tasks and their sockets. */
import { readdirSync } from 'node:fs';
import type { RawEvent } from '../../../app/shared/recording/raw.ts';
import { descriptorsOf, socketsSeenBy } from '../ptrace/descriptors.ts';
import { childrenOf, networkOf, programOf, threadsOf } from '../ptrace/tree.ts';

type Found = Extract<RawEvent, { kind: 'found' }>;

/** A process and all its children. */
export function treeOf(pid: number): number[] {
  const found = [pid];
  for (const process of found) for (const thread of threadsOf(process)) found.push(...childrenOf(process, thread));
  return found;
}

/** All processes of the system. */
export const allProcesses = (): number[] => readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(Number);

export class Starts {
  readonly #sockets = new Map<string, ReturnType<typeof socketsSeenBy>>();

  /** The tasks of a process, its descriptors with the first one; none if it has ended. */
  of(process: number): Found[] {
    const namespace = networkOf(process);
    const sockets = this.#sockets.get(namespace) ?? socketsSeenBy(process);
    this.#sockets.set(namespace, sockets);
    const program = programOf(process);
    return threadsOf(process).toSorted((a, b) => Number(b === process) - Number(a === process)).map((task) =>
      ({ kind: 'found', task, process, program, ...(task === process ? { descriptors: descriptorsOf(process, sockets) } : {}) }));
  }
}
