import { describe, expect, it } from 'vitest';
import { FOLLOWED_CALLS } from '../recording.ts';
import { namesByNumber } from './numbers.ts';
import { CALL, SIGSTOP, SIGTRAP, SIGUSR1, Script, attached, entry, exit, stopped } from './script.fixture.ts';

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

describe('a filter', () => {
  const [EACCES, SECCOMP] = [13, stopped(SIGTRAP, 7)];
  /** Executed, and at its first call, which is close. */
  const launched = (): Script => {
    const script = new Script();
    script.machine.launch(7, true);
    script.at(7, CALL, { call: entry(59, 0) }).at(7, stopped(SIGTRAP, 4), { message: 7 }).at(7, CALL, { call: exit(0) });
    script.done.length = 0;
    script.at(7, CALL, { call: entry(3, 5) });
    return script;
  };
  const filtered = (): Script => {
    const script = launched().at(7, CALL, { call: exit(0) });
    script.done.length = 0;
    script.events.length = 0;
    return script;
  };

  it('comes in with the first call of the program, which begins again; then only calls that it follows stop at their end', () => {
    const script = launched().at(7, CALL, { call: exit(0) }).at(7, SECCOMP, { call: entry(3, 5) }).at(7, CALL, { call: exit(-9) });
    expect(script.done).toEqual(['inject filter 7', 'resume 7', 'restore 7', 'run 7', 'resume 7', 'run 7']);
    expect(script.told).toEqual(['7 found', '7 execve', '= 0', '7 close', '= error']);
  });

  it('makes the program give up new privileges only if the system asks for it', () => {
    const script = launched().at(7, CALL, { call: exit(-EACCES) })
      .at(7, CALL, { call: entry(3, 5) }).at(7, CALL, { call: exit(0) })
      .at(7, CALL, { call: entry(3, 5) }).at(7, CALL, { call: exit(0) });
    expect(script.done.filter((deed) => !deed.startsWith('resume'))).toEqual(
      ['inject filter 7', 'restore 7', 'inject no-new-privileges 7', 'restore 7', 'inject filter 7', 'restore 7', 'run 7']);
    expect(script.machine.filtered).toBe(true);
  });

  it('is done without if the system refuses it: then every call stops', () => {
    const script = launched().at(7, CALL, { call: exit(-22) }).at(7, CALL, { call: entry(3, 5) });
    expect(script.done.at(-1)).toBe('resume 7');
    expect([script.machine.filtered, script.told.at(-1)]).toEqual([false, '7 close']);
  });

  it('stays with its tracer when the recording ends: signals, stops and new tasks continue, and nothing is recorded', () => {
    const script = filtered().at(8, stopped(SIGTRAP, 128));
    script.machine.leave();
    script.at(7, SECCOMP, { call: entry(3, 5) }).at(7, stopped(SIGUSR1)).at(7, stopped(SIGTRAP, 1), { message: 9 })
      .at(9, stopped(SIGTRAP, 128)).at(9, stopped(SIGSTOP, 128));
    expect(script.done).toEqual(['run 8', 'run 7', 'run 7 with 10', 'run 7', 'run 9', 'listen 9']);
    expect(script.events).toEqual([]);
  });
});

describe('calls on files', () => {
  it('continue at their start, looked up once per number, until the number can mean something else', () => {
    const script = attached(1);
    script.files = [5];
    const read = (): Script => script.at(1, CALL, { call: entry(0, 5, 0, 9) }).at(1, CALL, { call: exit(9) });
    read();
    read();
    expect([script.told, script.looked]).toEqual([[], 1]);
    // A close, then a socket with its number.
    script.at(1, CALL, { call: entry(3, 5) }).at(1, CALL, { call: exit(0) });
    script.files = [];
    script.at(1, CALL, { call: entry(41, 2, 1, 0) }).at(1, CALL, { call: exit(5) });
    read();
    expect(script.told).toEqual(['1 socket', '= 5', '1 read', '= 9']);
  });

  it('are known for all threads of a table, and forgotten when one of them replaces the file', () => {
    const script = attached(1, 2);
    script.files = [5];
    script.at(1, CALL, { call: entry(0, 5, 0, 9) }).at(1, CALL, { call: exit(9) }).at(2, CALL, { call: entry(33, 6, 5) });
    script.files = [];
    script.at(2, CALL, { call: exit(5) }).at(1, CALL, { call: entry(0, 5, 0, 9) });
    expect(script.told).toEqual(['2 dup2', '= 5', '1 read']);
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

it('follows exec in a thread: it becomes the process, and the other threads end', () => {
  const script = attached(1, 2, 3);
  script.at(2, CALL, { call: entry(59, 0) }).at(1, stopped(SIGTRAP, 4), { message: 2 }).at(1, CALL, { call: exit(0) });
  expect(script.told).toEqual(['2 execve', '3 ended', '1 superseded', '= 0']);
  expect([1, 2, 3].map((task) => script.machine.has(task))).toEqual([true, false, false]);
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

  it('detaches new tasks too, before and after their first stop', () => {
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
