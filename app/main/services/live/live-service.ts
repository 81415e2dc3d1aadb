/** Answers the live requests of the contract. */
import type { HostEvent, Input, Output } from '../../../shared/contract.ts';
import type { liveSchemas } from '../../../shared/live/contract.ts';
import { Unavailable } from '../providers.ts';

export type LiveRequest = keyof typeof liveSchemas;
export type LiveHandlers = { [K in LiveRequest]: (input: Input<K>) => Promise<Output<K>> };

export class LiveService {
  readonly #emit: (event: HostEvent) => void;

  constructor(emit: (event: HostEvent) => void) {
    this.#emit = emit;
  }

  readonly handlers: LiveHandlers = {
    'live.scan': () => this.#missing(),
    'live.rows': () => this.#missing(),
    'live.groups': () => this.#missing(),
    'live.detail': () => this.#missing(),
    'live.watch': () => this.#missing(),
    'live.compare': () => this.#missing(),
    'live.save': () => this.#missing(),
    'live.open': () => this.#missing(),
    'live.drop': () => this.#missing(),
    'live.fetch': () => this.#missing(),
    'live.fetchConfirm': () => this.#missing(),
    'live.fetched': () => this.#missing(),
    'live.release': () => this.#missing(),
  };

  #missing(): Promise<never> {
    void this.#emit;
    return Promise.reject(new Unavailable('This build has no live inventory yet.'));
  }
}
