/** Microseconds since the recording started, for the time stamps of the stubs. */
import { pointedCall } from '../bindings.ts';
import { type Api, THIS_PROCESS } from './debug-api.ts';

const [MEM_COMMIT_RESERVE, PAGE_EXECUTE_READWRITE] = [0x3000, 0x40];
/** rdtsc; shl rdx, 32; or rax, rdx; ret */
const READ_COUNTER = Buffer.from('0f3148c1e2204809d0c3', 'hex');
const MEASURE_MS = 50;

export class Clock {
  readonly #counter: () => bigint;
  readonly #first: bigint;
  readonly #perMicro: number;

  /** Measures the rate of the counter, for some milliseconds. */
  constructor(api: Api) {
    const code = BigInt(api.VirtualAllocEx(THIS_PROCESS, 0n, READ_COUNTER.length, MEM_COMMIT_RESERVE, PAGE_EXECUTE_READWRITE));
    api.WriteProcessMemory(THIS_PROCESS, code, READ_COUNTER, READ_COUNTER.length, 0);
    const read = pointedCall(code, 'uint64_t read_counter()');
    this.#counter = () => BigInt(read());
    this.#first = this.#counter();
    const [start, until] = [process.hrtime.bigint(), performance.now() + MEASURE_MS];
    while (performance.now() < until);
    this.#perMicro = Number(this.#counter() - this.#first) / (Number(process.hrtime.bigint() - start) / 1000);
  }

  now(): number {
    return this.at(this.#counter());
  }

  at(counter: bigint): number {
    return Math.max(0, Math.round(Number(counter - this.#first) / this.#perMicro));
  }
}
