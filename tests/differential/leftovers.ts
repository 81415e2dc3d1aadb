/** What the calls of one session have left open in each process, by what they returned. */
import type { CallSpec, Outcome, ResolvedArgs } from '../../app/shared/calls/types.ts';

export class Leftovers {
  /** Somebody asked for signals. */
  signalled = false;
  readonly #sockets = new Map<string, Set<number>>();
  /** By name: for the process of which pid, and the WSAPROTOCOL_INFOW in hex. */
  readonly #exports = new Map<string, { pid: number; blob: string }>();

  note(process: string, call: CallSpec, args: ResolvedArgs, as: readonly string[], outcome: Outcome): void {
    if (outcome.kind !== 'ok') return;
    const { results } = outcome;
    const open = this.#of(process);
    // DuplicateHandle puts its handle into another process, which is ended for it.
    const numbers = call.name === 'DuplicateHandle' ? [] : [results.descriptor, ...(results.descriptors ?? [])];
    for (const number of numbers) if (number !== undefined) open.add(number);
    // S7: the handle is in the target's table from here on. Events are left: unset ones disturb nobody.
    if (call.name === 'WSADuplicateSocketW' && results.blob !== undefined) {
      this.#exports.set(as[0] ?? `unnamed ${this.#exports.size}`, { pid: Number(args['processId']), blob: results.blob });
    }
    if (args['command'] === 'F_SETOWN') this.signalled = true;
    const info = args['protocolInfo'];
    if (typeof info === 'string') this.#exports.delete(info);
    if (call.name === 'close' || call.name === 'closesocket') open.delete(Number(args['fd'] ?? args['s']));
  }

  /** A call that had been pending brought something. */
  returnedLate(process: string, outcome: Outcome): void {
    if (outcome.kind !== 'ok') return;
    for (const number of [outcome.results.descriptor, ...(outcome.results.descriptors ?? [])])
      if (number !== undefined) this.#of(process).add(number);
  }

  opened(process: string, number: number): void {
    this.#of(process).add(number);
  }

  sockets(process: string): number[] {
    return [...this.#of(process)];
  }

  /** Exports that a process holds and never imported, in hex (S8): only an import gives them a number to close. */
  exportsTo(pid: number | null): string[] {
    return [...this.#exports.values()].filter((e) => e.pid === pid).map((e) => e.blob);
  }

  #of(process: string): Set<number> {
    const found = this.#sockets.get(process) ?? new Set();
    this.#sockets.set(process, found);
    return found;
  }
}
