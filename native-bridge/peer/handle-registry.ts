/** Which open descriptors of this process belong to sessions. Needed in `main`, which has unrelated ones. */
import { closedRangeOf, isWithin, rangeOf } from '../../app/shared/calls/ranges.ts';
import type { CallSpec, ResolvedArgs, Results } from '../../app/shared/calls/types.ts';
import { isInvalidSocket } from '../winsock/types.ts';
import type { PlatformCalls } from './platform-calls.ts';

type Kind = 'socket' | 'event' | 'window' | 'port' | 'operation';

/** The registries in use in this process, so that a launch can block inheritance of all of them. */
const inUse = new Set<HandleRegistry>();

export class HandleRegistry {
  readonly #numbers = new Map<number, Kind>();
  /** Numbers that the session has closed. */
  readonly #former = new Set<number>();
  readonly #releases: (() => void)[] = [];

  constructor() {
    inUse.add(this);
  }

  /** The first number in the arguments that is open here but not part of this session; null if there is none. */
  foreign(call: CallSpec, args: ResolvedArgs, calls: PlatformCalls): number | null {
    for (const number of handlesIn(call, args)) {
      // Whether such a window or memory exists cannot be tested without using it.
      if (!this.#numbers.has(number)) return number;
    }
    for (const number of numbersIn(call, args)) {
      // A closed number is allowed: the system's refusal can be the point of a step.
      if (!this.#numbers.has(number) && calls.isOpen(number)) return number;
    }
    const range = rangeOf(call, args);
    return range && (calls.openNumbers?.().find((number) => isWithin(range, number) && !this.#numbers.has(number)) ?? null);
  }

  /** A number in the arguments that the session has closed and that was reused for something else; null if there is none. */
  reused(call: CallSpec, args: ResolvedArgs, calls: PlatformCalls): number | null {
    return numbersIn(call, args).find((number) => this.#former.has(number) && !this.#numbers.has(number) && calls.isOpen(number)) ?? null;
  }

  /** Updates the registry after a successful call. */
  note(call: CallSpec, args: ResolvedArgs, results: Results): void {
    // A handle created in another process belongs to that process.
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

  /** Adds descriptors that this process inherited. */
  take(numbers: readonly number[]): void {
    for (const number of numbers) this.#numbers.set(number, 'socket');
  }

  /** Registers `release` to run at the end of the session. */
  whenDiscarded(release: () => void): void {
    this.#releases.push(release);
  }

  /** Closes all descriptors of the session. */
  discardAll(calls: PlatformCalls): void {
    for (const release of this.#releases.splice(0)) release();
    for (const [number, kind] of this.#numbers) calls.discard(number, kind);
    this.#numbers.clear();
    inUse.delete(this);
  }

  /** The numbers that a new process could inherit. */
  *numbers(): Iterable<number> {
    for (const [number, kind] of this.#numbers) if (kind === 'socket' || kind === 'event') yield number;
  }
}

/**
 * Runs `launch` while no descriptor of any session in this process is inheritable, then restores each
 * of them. A new process would otherwise hold the sockets of other sessions open (S50, P20).
 * `except` lists those to be inherited.
 * The flag belongs to the descriptor, not the socket (P2, S21), so no other process notices.
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

/** To such a call INVALID_SOCKET is no socket; as any handle it would be the process itself, which is always open. */
const takesSocketsOnly = ({ platform, anyHandle }: CallSpec): boolean => platform === 'winsock' && anyHandle !== true;

function handlesIn(call: CallSpec, args: ResolvedArgs): number[] {
  return call.args.flatMap(({ name, type }) => {
    const value = args[name];
    return type.kind === 'handle' && typeof value === 'number' ? [value] : [];
  });
}

function numbersIn(call: CallSpec, args: ResolvedArgs): number[] {
  return call.args.flatMap(({ name, type }) => {
    const value = args[name];
    if (!['descriptor', 'descriptors', 'event', 'events'].includes(type.kind)) return [];
    const numbers = [value].flat().filter((item) => typeof item === 'number');
    return type.kind.startsWith('descriptor') && takesSocketsOnly(call) ? numbers.filter((number) => !isInvalidSocket(number)) : numbers;
  });
}
