/** Which open numbers of this process belong to sessions. It matters in `main`, which has others of its own. */
import { closedRangeOf, isWithin, rangeOf } from '../../app/shared/calls/ranges.ts';
import type { CallSpec, ResolvedArgs, Results } from '../../app/shared/calls/types.ts';
import type { PlatformCalls } from './platform-calls.ts';

type Kind = 'socket' | 'event' | 'window' | 'port' | 'operation';

/** Every record that is in use in this process, so that a launch knows what not to hand down. */
const inUse = new Set<HandleRegistry>();

export class HandleRegistry {
  readonly #numbers = new Map<number, Kind>();
  /** Numbers that the session has closed. */
  readonly #former = new Set<number>();
  readonly #releases: (() => void)[] = [];

  constructor() {
    inUse.add(this);
  }

  /** The first number of the arguments that is open here, yet not of this session; null when there is none. */
  foreign(call: CallSpec, args: ResolvedArgs, calls: PlatformCalls): number | null {
    for (const number of handlesIn(call, args)) {
      // Whether there is such a window or such memory cannot be asked without touching it.
      if (!this.#numbers.has(number)) return number;
    }
    for (const number of numbersIn(call, args)) {
      // A number that is not open may be used: that the system refuses it can be the point of a step.
      if (!this.#numbers.has(number) && calls.isOpen(number)) return number;
    }
    const range = rangeOf(call, args);
    return range && (calls.openNumbers?.().find((number) => isWithin(range, number) && !this.#numbers.has(number)) ?? null);
  }

  /** A number of the arguments that the session has closed and that is open again, for something else; null when there is none. */
  reused(call: CallSpec, args: ResolvedArgs, calls: PlatformCalls): number | null {
    return numbersIn(call, args).find((number) => this.#former.has(number) && !this.#numbers.has(number) && calls.isOpen(number)) ?? null;
  }

  /** Follows one successful call. */
  note(call: CallSpec, args: ResolvedArgs, results: Results): void {
    // A handle that was made in another process is that process's.
    const elsewhere = typeof args['targetProcess'] === 'number' && args['targetProcess'] !== process.pid;
    if (results.descriptor !== undefined && !elsewhere) this.#numbers.set(results.descriptor, 'socket');
    for (const number of results.descriptors ?? []) this.#numbers.set(number, 'socket');
    if (results.event !== undefined) this.#numbers.set(results.event, 'event');
    if (results.window !== undefined) this.#numbers.set(results.window, 'window');
    if (results.port !== undefined) this.#numbers.set(results.port, 'port');
    if (results.operation !== undefined) this.#numbers.set(results.operation, 'operation');
    const range = closedRangeOf(call, args);
    const closed = range ? [...this.#numbers.keys()].filter((number) => isWithin(range, number)) : call.closes ? numbersIn(call, args) : [];
    for (const number of closed) {
      this.#numbers.delete(number);
      this.#former.add(number);
    }
  }

  /** Takes over descriptors that this process was born with. */
  take(numbers: readonly number[]): void {
    for (const number of numbers) this.#numbers.set(number, 'socket');
  }

  /** Has `release` called when the session is over. */
  whenDiscarded(release: () => void): void {
    this.#releases.push(release);
  }

  /** Closes everything that is still open. */
  discardAll(calls: PlatformCalls): void {
    for (const release of this.#releases.splice(0)) release();
    for (const [number, kind] of this.#numbers) calls.discard(number, kind);
    this.#numbers.clear();
    inUse.delete(this);
  }

  /** Those that a new process could inherit. */
  *numbers(): Iterable<number> {
    for (const [number, kind] of this.#numbers) if (kind === 'socket' || kind === 'event') yield number;
  }
}

/**
 * Runs `launch` while no descriptor of any session in this process can be inherited, and puts each back as
 * it was. A new process would otherwise hold the sockets of other sessions open (S50, P20).
 * `except` names those that are meant to be inherited.
 * The flag belongs to the descriptor alone (P2, S21), so no other process sees this.
 */
export function withoutInheriting<T>(calls: PlatformCalls, launch: () => T, except: HandleRegistry | null = null): T {
  const changed: number[] = [];
  for (const held of inUse) {
    if (held === except) continue;
    for (const number of held.numbers()) if (calls.setInheritable(number, false)) changed.push(number);
  }
  try {
    return launch();
  } finally {
    for (const number of changed) calls.setInheritable(number, true);
  }
}

function handlesIn(call: CallSpec, args: ResolvedArgs): number[] {
  return call.args.flatMap(({ name, type }) => {
    const value = args[name];
    return type.kind === 'handle' && typeof value === 'number' ? [value] : [];
  });
}

function numbersIn(call: CallSpec, args: ResolvedArgs): number[] {
  return call.args.flatMap(({ name, type }) => {
    const value = args[name];
    if (type.kind === 'descriptor' || type.kind === 'event') return typeof value === 'number' ? [value] : [];
    if (type.kind !== 'descriptors' && type.kind !== 'events') return [];
    return Array.isArray(value) ? value.filter((item) => typeof item === 'number') : [];
  });
}
