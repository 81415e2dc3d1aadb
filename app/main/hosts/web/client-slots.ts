/** Assigns seats to browsers. There is one seat unless more were configured; a browser is identified by the key it proves. */
import type { HandshakeKey } from '../../../shared/contract/handshake.ts';
import type { HostedService } from '../gate.ts';
import { ClientSlot, type SeatOptions } from './client-slot.ts';

export interface SeatsOptions extends Omit<SeatOptions, 'number' | 'service'> {
  most: number;
  /** Called once per seat, when it is first assigned. */
  serviceFor: (seat: number) => HostedService;
}

export class ClientSlots {
  readonly #options: SeatsOptions;
  readonly #given = new Map<number, ClientSlot>();

  constructor(options: SeatsOptions) {
    this.#options = options;
  }

  withKey(id: string): { seat: ClientSlot; key: HandshakeKey } | null {
    for (const seat of this.#given.values()) {
      const key = seat.key(id);
      if (key) return { seat, key };
    }
    return null;
  }

  /**
   * A seat for a browser that has proved the token: an unused one, or one whose user is gone. A single seat is always
   * given to the later page. Null if all seats are in use.
   */
  admit(): ClientSlot | null {
    const { most } = this.#options;
    if (most === 1) return this.given(1);
    for (let number = 1; number <= most; number++) if (!this.#given.has(number)) return this.given(number);
    const left = [...this.#given.values()].find((seat) => seat.free);
    left?.renew();
    return left ?? null;
  }

  /** The seat of that number, created on first use. */
  given(number: number): ClientSlot {
    const { serviceFor, ...options } = this.#options;
    const seat = this.#given.get(number) ?? new ClientSlot({ ...options, number, service: serviceFor(number) });
    this.#given.set(number, seat);
    return seat;
  }

  async end(): Promise<void> {
    await Promise.all([...this.#given.values()].map((seat) => seat.end()));
  }
}
