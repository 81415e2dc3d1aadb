/** Who sits where. There is one seat unless more were asked for; a browser is told apart from others by its cookie. */
import type { IncomingHttpHeaders } from 'node:http';
import type { HostedService } from '../gate.ts';
import type { Credentials } from './credentials.ts';
import { Seat } from './seat.ts';

export interface SeatsOptions {
  most: number;
  graceMs: number;
  credentials: Credentials;
  /** Called once for each seat, when it is first given. */
  serviceFor: (seat: number) => HostedService;
}

export class Seats {
  readonly #options: SeatsOptions;
  readonly #given = new Map<number, Seat>();

  constructor(options: SeatsOptions) {
    this.#options = options;
  }

  /** The seat whose cookie the request carries. */
  of(headers: IncomingHttpHeaders): Seat | null {
    return [...this.#given.values()].find((seat) => this.#options.credentials.carries(headers, seat.secret)) ?? null;
  }

  /**
   * A seat for who has shown the token: the one whose cookie they carry, one that nobody has had, or one whose user
   * is gone. With a single seat it is that one: the later page takes over. Null when all are taken.
   */
  admit(headers: IncomingHttpHeaders): Seat | null {
    const { most } = this.#options;
    if (most === 1) return this.given(1);
    const own = this.of(headers);
    if (own) return own;
    for (let number = 1; number <= most; number++) if (!this.#given.has(number)) return this.given(number);
    const left = [...this.#given.values()].find((seat) => seat.free);
    left?.renew();
    return left ?? null;
  }

  /** The seat of that number, made when it is the first time. */
  given(number: number): Seat {
    const { serviceFor, graceMs } = this.#options;
    const seat = this.#given.get(number) ?? new Seat(number, serviceFor(number), graceMs);
    this.#given.set(number, seat);
    return seat;
  }

  /** True when the seat was given in this run of the host. */
  has(number: number): boolean {
    return this.#given.has(number);
  }

  async end(): Promise<void> {
    await Promise.all([...this.#given.values()].map((seat) => seat.end()));
  }
}
