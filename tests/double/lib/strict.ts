/** Refusal of the unknown: a stand-in that answers `undefined` to what it lacks would pass any test. */

/** Wraps `target` so that reading or setting a property that it does not have throws. */
export function strict<T extends object>(name: string, target: T): T {
  const known = (key: PropertyKey) => typeof key === 'symbol' || Reflect.has(target, key);
  return new Proxy(target, {
    get(object, key) {
      // A promise asks what it resolves to for `then`, loaders ask for `__esModule`: no use of the API.
      if (key === 'then' || key === '__esModule') return undefined;
      if (!known(key)) throw unknown(name, key);
      const value: unknown = Reflect.get(object, key, object);
      // Bound, because private fields are not reached through a proxy.
      return typeof value === 'function' ? value.bind(object) : value;
    },
    set(_object, key) {
      throw unknown(name, key);
    },
  });
}

/** Throws for a key of `given` that is not in `known`. */
export function onlyKnown(name: string, given: object, known: Iterable<string>): void {
  const names = new Set(known);
  for (const key of Object.keys(given)) if (!names.has(key)) throw unknown(name, key);
}

function unknown(name: string, key: PropertyKey): Error {
  return new Error(`The stand-in for electron does not know ${name}.${String(key)}`);
}

type Listener = (...args: never[]) => unknown;

/** An emitter of a fixed list of events, with the few methods that we use. */
export class Emitter {
  readonly #name: string;
  readonly #listeners: Map<string, Listener[]>;

  constructor(name: string, events: readonly string[]) {
    this.#name = name;
    this.#listeners = new Map(events.map((event) => [event, []]));
  }

  on(event: string, listener: Listener): this {
    this.#of(event).push(listener);
    return this;
  }

  once(event: string, listener: Listener): this {
    const first: Listener = (...args) => {
      this.removeListener(event, first);
      return listener(...args);
    };
    return this.on(event, first);
  }

  off(event: string, listener: Listener): this {
    return this.removeListener(event, listener);
  }

  removeListener(event: string, listener: Listener): this {
    const all = this.#of(event);
    const at = all.indexOf(listener);
    if (at >= 0) all.splice(at, 1);
    return this;
  }

  /** For the stand-in itself; true when somebody listened. */
  fire(event: string, ...args: unknown[]): boolean {
    const all = [...this.#of(event)];
    for (const listener of all) (listener as (...args: unknown[]) => unknown)(...args);
    return all.length > 0;
  }

  #of(event: string): Listener[] {
    const all = this.#listeners.get(event);
    if (!all) throw unknown(this.#name, `on('${event}')`);
    return all;
  }
}

/** An event that can be prevented, with the fields given and no other. */
export function preventable<T extends object>(name: string, fields: T): { event: T & { preventDefault(): void }; prevented(): boolean } {
  let stopped = false;
  const event = strict(name, { ...fields, preventDefault() { stopped = true; } });
  return { event, prevented: () => stopped };
}
