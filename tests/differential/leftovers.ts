/** What the calls of one session have left open in each process, by what they returned. */
import type { CallSpec, Outcome, ResolvedArgs } from '../../app/shared/calls/types.ts';

export class Leftovers {
  /** Somebody asked for signals. */
  signalled = false;
  readonly #sockets = new Map<string, Set<number>>();
  /** By name, for the process of which pid. */
  readonly #exports = new Map<string, number>();

  note(process: string, call: CallSpec, args: ResolvedArgs, as: readonly string[], outcome: Outcome): void {
    if (outcome.kind !== 'ok') return;
    const { results } = outcome;
    const open = this.#of(process);
    for (const number of [results.descriptor, ...(results.descriptors ?? [])]) if (number !== undefined) open.add(number);
    // S7: the handle is in the target's table from here on. Events are left: unset ones disturb nobody.
    if (call.result === 'blob') this.#exports.set(as[0] ?? `unnamed ${this.#exports.size}`, Number(args['processId']));
    if (args['command'] === 'F_SETOWN') this.signalled = true;
    const info = args['protocolInfo'];
    if (typeof info === 'string') this.#exports.delete(info);
    if (call.name === 'close' || call.name === 'closesocket') open.delete(Number(args['fd'] ?? args['s']));
  }

  /** A call that had been pending brought something. */
  returnedLate(process: string, outcome: Outcome): void {
    if (outcome.kind !== 'ok') return;
    for (const number of [outcome.results.descriptor, ...(outcome.results.descriptors ?? [])]) if (number !== undefined) this.#of(process).add(number);
  }

  sockets(process: string): number[] {
    return [...this.#of(process)];
  }

  /** Whether a process holds what cannot be named: an export that was never imported (S8). */
  unreachable(pid: number | null): boolean {
    return [...this.#exports.values()].some((targetPid) => targetPid === pid);
  }

  #of(process: string): Set<number> {
    const found = this.#sockets.get(process) ?? new Set();
    this.#sockets.set(process, found);
    return found;
  }
}
