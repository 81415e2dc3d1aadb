/** The last bytes of a stream, at most `limit` of them. */
export class Ring {
  readonly #limit: number;
  #kept = Buffer.alloc(0);

  constructor(limit: number) {
    this.#limit = limit;
  }

  push(chunk: Buffer): void {
    this.#kept = Buffer.concat([this.#kept, chunk]).subarray(-this.#limit);
  }

  text(): string {
    return this.#kept.toString('utf8');
  }
}
