/** The output of a walk: chunks of shared memory, so that no row is copied between threads. */

export const CHUNK_ROWS = 16_384;
/** process, descriptor, inode */
const HOLDER_FIELDS = 3;
/** process and descriptor of the instance, registered number, mask, two halves of data, inode */
const WATCH_FIELDS = 7;

/** process and descriptor */
const INSTANCE_FIELDS = 2;

export interface Found {
  holders: SharedArrayBuffer[];
  holderCount: number;
  /** Descriptors of epoll instances. */
  instances: SharedArrayBuffer[];
  instanceCount: number;
  watches: SharedArrayBuffer[];
  watchCount: number;
  /** Rare rows: io_uring descriptors, and threads with their own table. */
  rings: { process: number; descriptor: number }[];
  threads: { process: number; thread: number }[];
}

/** Rows of `fields` unsigned 32-bit numbers. */
class Rows {
  readonly chunks: SharedArrayBuffer[] = [];
  count = 0;
  current: Uint32Array = new Uint32Array(0);
  at = 0;
  readonly #fields: number;

  constructor(fields: number) {
    this.#fields = fields;
  }

  /** The position of a new row within `current`. */
  next(): number {
    if (this.at === this.current.length) {
      const chunk = new SharedArrayBuffer(CHUNK_ROWS * this.#fields * 4);
      this.chunks.push(chunk);
      this.current = new Uint32Array(chunk);
      this.at = 0;
    }
    const { at } = this;
    this.at += this.#fields;
    this.count += 1;
    return at;
  }
}

export class ScanBuffers {
  readonly #holders = new Rows(HOLDER_FIELDS);
  readonly #instances = new Rows(INSTANCE_FIELDS);
  readonly #watches = new Rows(WATCH_FIELDS);

  readonly rings: Found['rings'] = [];
  readonly threads: Found['threads'] = [];

  holder(process: number, descriptor: number, inode: number): void {
    const rows = this.#holders;
    const at = rows.next();
    rows.current[at] = process;
    rows.current[at + 1] = descriptor;
    rows.current[at + 2] = inode;
  }

  instance(process: number, descriptor: number): void {
    const rows = this.#instances;
    const at = rows.next();
    rows.current[at] = process;
    rows.current[at + 1] = descriptor;
  }

  watch(process: number, instance: number, tfd: number, mask: number, low: number, high: number, inode: number): void {
    const rows = this.#watches;
    const at = rows.next();
    const { current } = rows;
    current[at] = process;
    current[at + 1] = instance;
    current[at + 2] = tfd;
    current[at + 3] = mask;
    current[at + 4] = low;
    current[at + 5] = high;
    current[at + 6] = inode;
  }

  found(): Found {
    return {
      holders: this.#holders.chunks, holderCount: this.#holders.count, instances: this.#instances.chunks,
      instanceCount: this.#instances.count,
      watches: this.#watches.chunks, watchCount: this.#watches.count,
      rings: this.rings, threads: this.threads,
    };
  }
}

/** Calls `row` with the position of every row in its chunk. */
export function eachHolder(found: Found, row: (chunk: Uint32Array, at: number) => void): void {
  each(found.holders, found.holderCount, HOLDER_FIELDS, row);
}

export function eachInstance(found: Found, row: (chunk: Uint32Array, at: number) => void): void {
  each(found.instances, found.instanceCount, INSTANCE_FIELDS, row);
}

export function eachWatch(found: Found, row: (chunk: Uint32Array, at: number) => void): void {
  each(found.watches, found.watchCount, WATCH_FIELDS, row);
}

function each(chunks: readonly SharedArrayBuffer[], count: number, fields: number, row: (chunk: Uint32Array, at: number) => void): void {
  let left = count;
  for (const buffer of chunks) {
    const chunk = new Uint32Array(buffer);
    const rows = Math.min(left, CHUNK_ROWS);
    for (let at = 0; at < rows * fields; at += fields) row(chunk, at);
    left -= rows;
  }
}
