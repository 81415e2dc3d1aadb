import { describe, expect, it } from 'vitest';
import { FOLLOWED_CALLS } from '../recording.ts';
import type { CallStop, Kernel } from './kernel.ts';
import { Machine } from './machine.ts';
import { namesByNumber } from './numbers.ts';
import type { WireBefore, WireEvent } from './wire.ts';

const CALL = 0x857f;
const stopped = (signal: number, event = 0): number => event << 16 | signal << 8 | 0x7f;
const [SIGTRAP, SIGSTOP, SIGUSR1] = [5, 19, 10];
const entry = (number: number, ...registers: number[]): CallStop =>
  ({ phase: 'entry', number, registers: registers.map(BigInt), result: 0 });
const exit = (result: number): CallStop => ({ phase: 'exit', number: 0, registers: [], result });

/** A kernel that answers with the call and the message set before each stop, and writes down what it is asked to do. */
class Script implements Kernel {
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
  aboutAddress(): string | null { return this.address; }
  memory() {
    return (_address: bigint, length: number): Uint8Array | null =>
      (length === 8 ? new Uint8Array(new BigUint64Array([this.control]).buffer) : null);
  }
  process(task: number): number { return this.processes[task] ?? task; }
  now(): number { return 0; }
  signalName(signal: number): string { return `SIG${signal}`; }
}

const attached = (...tasks: number[]): Script => {
  const script = new Script();
  for (const task of tasks) script.machine.attach(task, tasks[0]!, 'program');
  for (const task of tasks) script.at(task, stopped(SIGTRAP, 128));
  script.done.length = 0;
  script.events.length = 0;
  return script;
};

it('has numbers of all followed calls of x86-64', () => {
  const named = new Set(namesByNumber(FOLLOWED_CALLS).values());
  expect(FOLLOWED_CALLS.filter((name) => !named.has(name))).toEqual(['recvmmsg_time64']);
});

describe('a launched program', () => {
  it('is recorded from its exec on', () => {
    const script = new Script();
    script.machine.launch(7);
    script.at(7, CALL, { call: entry(3, 5) }).at(7, CALL, { call: exit(0) })
      .at(7, CALL, { call: entry(59, 0) }).at(7, stopped(SIGTRAP, 4), { message: 7 }).at(7, CALL, { call: exit(0) })
      .at(7, CALL, { call: entry(231, 3) }).at(7, 3 << 8);
    expect(script.told).toEqual(['7 found', '7 execve', '= 0', '7 exit_group', '= none', '7 ended']);
    expect(script.machine.size).toBe(0);
  });
});

describe('a fork', () => {
  it('keeps a child that stops before the event of its parent, and puts the fork before its calls', () => {
    const script = attached(1);
    script.at(1, CALL, { call: entry(57) }).at(2, stopped(SIGTRAP, 128));
    expect(script.done).toEqual(['resume 1']);
    script.at(1, stopped(SIGTRAP, 1), { message: 2 }).at(2, CALL, { call: entry(3, 4) });
    expect(script.done).toEqual(['resume 1', 'resume 2', 'resume 1', 'resume 2']);
    script.at(1, CALL, { call: exit(2) });
    expect(script.told).toEqual(['1 fork', '= 2', '2 close']);
  });
});

describe('signals and stops', () => {
  it('passes signals on, and leaves a group stop in place', () => {
    const script = attached(1).at(1, stopped(SIGUSR1)).at(1, stopped(SIGSTOP, 128)).at(1, stopped(SIGTRAP, 128));
    expect(script.done).toEqual(['resume 1 with 10', 'listen 1', 'resume 1']);
    expect(script.told).toEqual(['1 signal']);
  });

  it('keeps the name of a call that restart_syscall continues', () => {
    const script = attached(1).at(1, CALL, { call: entry(7, 0, 1, 100) }).at(1, CALL, { call: exit(-516) })
      .at(1, CALL, { call: entry(219) }).at(1, CALL, { call: exit(0) });
    expect(script.told).toEqual(['1 poll', '= restarts', '1 poll', '= 0']);
  });
});

it('follows exec in a thread: it goes on as the process, and the other threads are gone', () => {
  const script = attached(1, 2, 3);
  script.at(2, CALL, { call: entry(59, 0) }).at(1, stopped(SIGTRAP, 4), { message: 2 }).at(1, CALL, { call: exit(0) });
  expect(script.told).toEqual(['2 execve', '3 ended', '1 superseded', '= 0']);
  expect([1, 2, 3].map((task) => script.machine.has(task))).toEqual([true, false, false]);
});

describe('a task that waits before a call', () => {
  const ANY = { calls: null, task: null, process: null, descriptor: null };
  const [SENDMSG, RECVMSG, READ] = [46, 47, 0];
  const held = (number = SENDMSG): Script => {
    const script = attached(1, 2);
    script.sockets = 'socket:[7]';
    script.machine.holdBefore([{ ...ANY, task: 1 }]);
    script.at(1, CALL, { call: entry(number, 3, 0x1000) }).at(2, CALL, { call: entry(number, 3, 0) });
    return script;
  };

  it('stops where a filter says, while others go on, and makes the call when it is released', () => {
    const script = held();
    expect(script.waiting).toEqual([{ kind: 'before', id: 1, about: 'socket:[7]' }]);
    expect(script.done).toEqual(['resume 2']);
    script.machine.release(1, { kind: 'continue' });
    script.machine.release(1, { kind: 'continue' });
    script.at(1, CALL, { call: exit(1) });
    expect(script.done).toEqual(['resume 2', 'resume 1', 'resume 1']);
    expect(script.events.at(-1)).toMatchObject({ kind: 'exit', id: 1, result: { kind: 'value', value: 1 } });
    expect(script.events.at(-1)).not.toHaveProperty('intervened');
  });

  it.each([[{ calls: ['sendmsg'] }, true], [{ calls: ['close'] }, false], [{ process: 1 }, true], [{ process: 9 }, false],
    [{ descriptor: 3 }, true], [{ descriptor: 4 }, false]])('filter %j', (filter, stops) => {
    const script = attached(1);
    script.machine.holdBefore([{ ...ANY, ...filter }]);
    script.at(1, CALL, { call: entry(SENDMSG, 3, 0) });
    expect(script.waiting.length === 1).toBe(stops);
  });

  it('does not stop before calls on files, and calls that end it', () => {
    const script = attached(1);
    script.machine.holdBefore([ANY]);
    script.at(1, CALL, { call: entry(READ, 3) }).at(1, CALL, { call: exit(0) }).at(1, CALL, { call: entry(231, 0) });
    expect(script.waiting).toEqual([]);
  });

  it('returns an error in place of the call', () => {
    const script = held();
    script.machine.release(1, { kind: 'refuse', errno: 24 });
    script.at(1, CALL, { call: exit(-24) });
    expect(script.done).toEqual(['resume 2', 'refuse 1 with 24', 'resume 1', 'resume 1']);
    expect(script.events.at(-1)).toMatchObject({ result: { kind: 'error', name: '24' }, intervened: { kind: 'refused' } });
  });

  it('makes recvmsg with a shorter control buffer, and restores its length if the call fails', () => {
    const script = held(RECVMSG);
    script.control = 40n;
    script.machine.release(1, { kind: 'cut', descriptors: 1 });
    script.at(1, CALL, { call: exit(-11) });
    expect(script.done).toEqual(['resume 2', 'write 1 at 4136: 20', 'resume 1', 'write 1 at 4136: 40', 'resume 1']);
    expect(script.events.at(-1)).toMatchObject({ intervened: { kind: 'cut', descriptors: 1 } });
  });

  it('restores the control buffer of a call that waits when it detaches', () => {
    const script = held(RECVMSG);
    script.control = 40n;
    script.machine.release(1, { kind: 'cut', descriptors: 0 });
    script.machine.leave();
    script.at(1, stopped(SIGTRAP, 128));
    expect(script.done.slice(-3)).toEqual(['repair 1', 'write 1 at 4136: 40', 'detach 1']);
  });

  it('leaves a control buffer alone that is not longer', () => {
    const script = held(RECVMSG);
    script.control = 16n;
    script.machine.release(1, { kind: 'cut', descriptors: 1 });
    script.at(1, CALL, { call: exit(1) });
    expect(script.done).toEqual(['resume 2', 'resume 1', 'resume 1']);
    expect(script.events.at(-1)).not.toHaveProperty('intervened');
  });

  it('makes the call when it detaches', () => {
    const script = held();
    script.machine.leave();
    expect(script.done).toEqual(['resume 2', 'detach 1', 'interrupt 2']);
  });

  it('is not released after it has ended', () => {
    const script = held();
    script.at(1, 9);
    script.machine.release(1, { kind: 'continue' });
    expect(script.done).toEqual(['resume 2']);
    expect(script.told.at(-1)).toBe('1 ended');
  });
});

it('shows which socket an accepted descriptor is, and which one connects', () => {
  const script = attached(1);
  script.sockets = 'UNIX-STREAM:[8->9]';
  script.at(1, CALL, { call: entry(288, 3, 0, 0, 0) }).at(1, CALL, { call: exit(4) })
    .at(1, CALL, { call: entry(42, 5, 0, 0) }).at(1, CALL, { call: exit(0) });
  expect(script.events.filter(({ kind }) => kind === 'exit')).toMatchObject([
    { args: [{ kind: 'number', value: 3 }, {}, {}, {}], result: { kind: 'value', value: 4, about: 'UNIX-STREAM:[8->9]' } },
    { args: [{ kind: 'number', value: 5, about: 'UNIX-STREAM:[8->9]' }, {}, {}], result: { kind: 'value', value: 0 } },
  ]);
});

it('shows the address of a listener', () => {
  const script = attached(1);
  script.address = 'TCP:[127.0.0.1:33727]';
  script.at(1, CALL, { call: entry(50, 3, 8) }).at(1, CALL, { call: exit(0) });
  expect(script.events.find(({ kind }) => kind === 'exit')).toMatchObject({
    args: [{ kind: 'number', value: 3, about: 'TCP:[127.0.0.1:33727]' }, {}], result: { kind: 'value', value: 0 },
  });
});

describe('attaching and leaving', () => {
  it('starts calls again that the interruption ended', () => {
    const script = new Script();
    script.machine.attach(1, 1, 'program');
    script.at(1, stopped(SIGTRAP, 128)).at(1, stopped(SIGTRAP, 128));
    expect(script.done).toEqual(['repair 1', 'resume 1', 'resume 1']);
  });

  it('detaches every task at its next stop, with the signal that it stopped for', () => {
    const script = attached(1, 2);
    script.machine.leave();
    script.at(1, stopped(SIGUSR1)).at(2, stopped(SIGTRAP, 128));
    expect(script.done).toEqual(['interrupt 1', 'interrupt 2', 'detach 1 with 10', 'repair 2', 'detach 2']);
    expect(script.machine.size).toBe(0);
  });

  it('detaches new tasks too, those that stand at their first stop and those that come', () => {
    const script = attached(1).at(2, stopped(SIGTRAP, 128));
    script.machine.leave();
    expect(script.done).toEqual(['interrupt 1', 'detach 2']);
    script.at(1, stopped(SIGTRAP, 1), { message: 3 });
    expect(script.machine.size).toBe(1);
    script.at(3, stopped(SIGTRAP, 128));
    expect(script.done.slice(2)).toEqual(['detach 1', 'detach 3']);
    expect(script.machine.size).toBe(0);
  });
});
