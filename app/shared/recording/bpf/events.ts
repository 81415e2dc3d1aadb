/** From the records of the kernel's programs to events of a recording. Calls are read with the code that reads those of ptrace. */
import { KEEP_ABOUT } from '../ptrace/call-events.ts';
import { CallsIn } from '../ptrace/calls-in.ts';
import { LENGTH_AT } from '../ptrace/control-buffer.ts';
import type { Kernel } from '../ptrace/kernel.ts';
import type { Memory } from '../ptrace/memory.ts';
import { type WireEvent, WireReader } from '../ptrace/wire.ts';
import { isFork } from '../lifecycle.ts';
import type { RawEvent, TaskEnd } from '../raw.ts';
import { AT, KIND, ROOM } from './layout.ts';
import { Moments } from './moments.ts';
import { Record } from './record.ts';
import { eachRecord } from './records.ts';

/** Events per batch. */
const BATCH = 4096;

export interface Recorded {
  /** As they were in the ring, one behind the other. */
  ring: Uint8Array;
  /** The calls to follow, by number. */
  names: ReadonlyMap<number, string>;
  /** Nanoseconds of CLOCK_MONOTONIC. */
  startedAt: number;
  /** The launched process, which is recorded from its first program on; null without one. */
  root: number | null;
  /** What processes had when the recording started. */
  reads: ReadonlyMap<number, { at: number; tasks: readonly Extract<RawEvent, { kind: 'found' }>[] }>;
  signalName(signal: number): string;
  /** Bytes to keep of each call. */
  data: number;
  /** Processes to leave out. */
  without(process: number): boolean;
}

/** Events in the order of time, in batches. */
export function* eventsOf(recorded: Recorded): Generator<RawEvent[]> {
  const times = new Map([...recorded.reads].map(([process, { at }]) => [process, at]));
  const moments = new Moments(recorded.ring, times);
  const events = new Events(recorded, moments.born);
  for (const { phase, time, at, length } of moments.inOrder()) {
    if (phase === 'read') events.read(time, at);
    else events[phase](new Record(recorded.ring, at, length), time, at);
    if (events.batch.length >= BATCH) yield events.batch.splice(0);
  }
  yield events.batch.splice(0);
}

/** Programs that were executed, and the former number of the task, by the record of the call. */
function programsIn(ring: Uint8Array): Map<number, { path: Uint8Array; former: number }> {
  const found: ReturnType<typeof programsIn> = new Map();
  const last: ReturnType<typeof programsIn> = new Map();
  eachRecord(ring, ring.length, (at, length) => {
    const record = new Record(ring, at, length);
    if (record.kind === KIND.exec) last.set(record.task, { path: record.path, former: record.result });
    const program = last.get(record.task);
    if (record.kind !== KIND.call || program === undefined) return;
    last.delete(record.task);
    found.set(at, program);
  });
  return found;
}

/** Each socket that a call of a process has returned: "812 7 socket:[4711]". */
function socketsMadeIn({ ring, names, reads }: Recorded): Set<string> {
  const made = new Set<string>();
  eachRecord(ring, ring.length, (at, length) => {
    if (length <= AT.from) return;
    const record = new Record(ring, at, length);
    if (record.kind !== KIND.call || record.result < 0 || record.left < (reads.get(record.process)?.at ?? Infinity)) return;
    if (KEEP_ABOUT.results.has(names.get(record.number) ?? '')) made.add(`${record.process} ${record.result} ${record.about}`);
  });
  return made;
}

class Events implements Pick<Kernel, 'memory' | 'about' | 'aboutAddress' | 'now'> {
  readonly batch: RawEvent[] = [];
  readonly #recorded: Recorded;
  readonly #born: ReadonlySet<number>;
  readonly #calls: CallsIn;
  readonly #wire = new WireReader();
  readonly #programs: ReturnType<typeof programsIn>;
  /** Sockets that a process got while it was read: their calls are recorded, too. */
  readonly #made: ReadonlySet<string>;
  #record: Record | null = null;
  /** Path of a program, or flags of a fork, which the kernel's programs have read elsewhere. */
  #known: { address: bigint; bytes: Uint8Array } | null = null;
  #time = 0;
  #begun: boolean;

  constructor(recorded: Recorded, born: ReadonlySet<number>) {
    this.#recorded = recorded;
    this.#born = born;
    this.#calls = new CallsIn(this, recorded.names, (event) => { this.#emit(event); }, recorded.data);
    this.#programs = programsIn(recorded.ring);
    this.#made = recorded.reads.size > 0 ? socketsMadeIn(recorded) : new Set();
    this.#begun = recorded.root === null;
  }

  enter(record: Record, time: number, at: number): void {
    const program = this.#programs.get(at);
    if (this.#skips(record, time) || this.#isChildOfFork(record)) return;
    const name = this.#recorded.names.get(record.number);
    const path = record.registers[name === 'execveat' ? 1 : 0]!;
    const room = name === ROOM.call ? record.room : null;
    this.#known = program ? { address: path, bytes: program.path }
      : room ? { address: record.registers[1]! + LENGTH_AT, bytes: room } : null;
    this.#calls.entry(program?.former ?? record.task, { phase: 'entry', number: record.number, registers: record.registers, result: 0 },
      !this.#begun);
    this.#known = null;
  }

  exit(record: Record, time: number): void {
    if (this.#skips(record, time) || this.#isChildOfFork(record)) return;
    this.#calls.exit(record.task, { phase: 'exit', number: 0, registers: [], result: record.result });
  }

  fork(record: Record, time: number): void {
    if (this.#skips(record, time)) return;
    const open = this.#calls.of(record.task);
    if (!open || !isFork(open)) return;
    this.#known = { address: open.registers[0]!, bytes: new Uint8Array(BigUint64Array.of(record.registers[1]!).buffer) };
    this.#calls.forked(record.task, record.result);
    this.#known = null;
  }

  exec(record: Record, time: number): void {
    if (this.#skips(record, time)) return;
    const { task, result: former } = record;
    if (former !== task) {
      this.#emit({ kind: 'superseded', task, by: former, at: this.now() });
      this.#calls.rename(former, task);
    }
    if (this.#begun) return;
    this.#begun = true;
    this.#emit({ kind: 'found', task, process: record.process, program: null });
    const call = this.#calls.of(task);
    if (call) this.#calls.write(task, call);
  }

  end(record: Record, time: number): void {
    if (this.#skips(record, time)) return;
    this.#calls.drop(record.task);
    if (this.#begun) this.#emit({ kind: 'ended', task: record.task, how: this.#how(record.result), at: this.now() });
  }

  read(time: number, process: number): void {
    this.#time = time;
    if (this.#born.has(process) || this.#recorded.without(process)) return;
    for (const { descriptors, ...found } of this.#recorded.reads.get(process)?.tasks ?? []) {
      const old = descriptors?.filter(({ number, inode }) => !this.#made.has(`${process} ${number} socket:[${inode}]`));
      this.#emit(old ? { ...found, descriptors: old } : found);
    }
  }

  memory(): Memory {
    return this.#record!.memory(this.#known);
  }

  about(): string | null { return this.#record!.about; }
  aboutAddress(): string | null { return this.#record!.aboutAddress; }
  now(): number { return Math.max(0, Math.round((this.#time - this.#recorded.startedAt) / 1000)); }

  #skips(record: Record, time: number): boolean {
    this.#record = record;
    this.#time = time;
    return this.#recorded.without(record.process);
  }

  /** The child of a fork returns from a call that it never began. */
  #isChildOfFork({ entered, result, number }: Record): boolean {
    return entered === 0 && result === 0 && isFork({ name: this.#recorded.names.get(number) ?? '' });
  }

  #how(code: number): TaskEnd {
    const signal = code & 0x7f;
    return signal === 0 ? { kind: 'exited', code: code >> 8 & 0xff } : { kind: 'killed', signal: this.#recorded.signalName(signal) };
  }

  #emit(wire: WireEvent): void {
    const event = this.#wire.event(wire);
    if (event) this.batch.push(event);
  }
}
