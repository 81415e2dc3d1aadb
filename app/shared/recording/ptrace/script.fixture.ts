/** A kernel for tests of the machine: it answers from a script. */
import { FOLLOWED_CALLS } from '../recording.ts';
import type { CallStop, Injected, Kernel } from './kernel.ts';
import { Machine } from './machine.ts';
import { namesByNumber } from './numbers.ts';
import { MSGHDR } from './structures.ts';
import type { WireBefore, WireEvent } from './wire.ts';

export const CALL = 0x857f;
export const stopped = (signal: number, event = 0): number => event << 16 | signal << 8 | 0x7f;
export const [SIGTRAP, SIGSTOP, SIGUSR1] = [5, 19, 10];
export const entry = (number: number, ...registers: number[]): CallStop =>
  ({ phase: 'entry', number, registers: registers.map(BigInt), result: 0 });
export const exit = (result: number): CallStop => ({ phase: 'exit', number: 0, registers: [], result });

/** A kernel that answers with the call and the message set before each stop, and writes down what it is asked to do. */
export class Script implements Kernel {
  readonly done: string[] = [];
  readonly events: WireEvent[] = [];
  readonly waiting: WireBefore[] = [];
  readonly machine = new Machine(this, namesByNumber(FOLLOWED_CALLS), (event) => {
    if (event.kind === 'before') this.waiting.push(event);
    else this.events.push(event);
  });
  sockets: string | null = null;
  /** Length of every control buffer. */
  control = 0n;
  files: readonly number[] = [];
  looked = 0;
  address: string | null = null;
  processes: Record<number, number> = {};
  #call: CallStop | null = null;
  #message = 0;

  at(task: number, status: number, of: { call?: CallStop; message?: number } = {}): this {
    this.#call = of.call ?? null;
    this.#message = of.message ?? 0;
    this.machine.stop(task, status);
    return this;
  }

  get told(): string[] {
    return this.events.map((event) => {
      if (event.kind === 'enter') return `${event.task} ${event.name}`;
      if (event.kind === 'exit') return `= ${event.result.kind === 'value' ? event.result.value : event.result.kind}`;
      return `${event.task} ${event.kind}`;
    });
  }

  resume(task: number, signal: number): void { this.done.push(signal === 0 ? `resume ${task}` : `resume ${task} with ${signal}`); }
  run(task: number, signal: number): void { this.done.push(signal === 0 ? `run ${task}` : `run ${task} with ${signal}`); }
  inject(task: number, call: Injected): boolean { this.done.push(`inject ${call} ${task}`); return true; }
  restore(task: number): void { this.done.push(`restore ${task}`); }
  listen(task: number): void { this.done.push(`listen ${task}`); }
  interrupt(task: number): void { this.done.push(`interrupt ${task}`); }
  repair(task: number): void { this.done.push(`repair ${task}`); }
  detach(task: number, signal: number): void { this.done.push(signal === 0 ? `detach ${task}` : `detach ${task} with ${signal}`); }
  refuse(task: number, errno: number): void { this.done.push(`refuse ${task} with ${errno}`); }
  write(task: number, address: bigint, bytes: Uint8Array): boolean {
    this.done.push(`write ${task} at ${address}: ${new DataView(bytes.buffer).getBigUint64(0, true)}`);
    return true;
  }
  message(): number { return this.#message; }
  call(): CallStop | null { return this.#call; }
  about(): string | null { return this.sockets; }
  isFile(_: number, descriptor: number): boolean | null { this.looked += 1; return this.files.includes(descriptor); }
  aboutAddress(): string | null { return this.address; }
  memory() {
    return (_address: bigint, length: number): Uint8Array | null => {
      if (length === MSGHDR.size) return new Uint8Array(BigUint64Array.from({ length: 7 }, (_, i) => (i === 5 ? this.control : 0n)).buffer);
      return length === 8 ? new Uint8Array(new BigUint64Array([this.control]).buffer) : null;
    };
  }
  process(task: number): number { return this.processes[task] ?? task; }
  now(): number { return 0; }
  signalName(signal: number): string { return `SIG${signal}`; }
}

export const attached = (...tasks: number[]): Script => {
  const script = new Script();
  for (const task of tasks) script.machine.attach(task, tasks[0]!, 'program');
  for (const task of tasks) script.at(task, stopped(SIGTRAP, 128));
  script.done.length = 0;
  script.events.length = 0;
  return script;
};
