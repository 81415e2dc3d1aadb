/** What a user does with a session besides stepping: type calls, run to a breakpoint, branch, edit. Real calls, in real processes. */
import { expect, it } from 'vitest';
import { withService } from '../support/service.ts';

const HANDOFF = { provider: 'linux', scenario: { library: 'linux/hand-a-connection-over' } } as const;
const TAKEN = 10; // step in which the target has received the descriptor

it('a call typed between two steps is performed, and is a step of the scenario from then on', async () => {
  await withService(async ({ ask, refused, events, stateOf, stepsOf }) => {
    const { state: { session, planned } } = await ask('session.open', HANDOFF);
    for (let i = 0; i < 3; i++) await ask('session.step', { session });
    await ask('session.perform', {
      session, step: { process: 'main', call: 'getsockopt', args: { fd: '$s', level: 'SOL_SOCKET', name: 'SO_TYPE' }, as: 'kind' },
    });
    expect(stateOf(session)).toMatchObject({ performed: 4, planned: planned + 1, length: 4, divergences: 0 });
    expect(stepsOf(session)[3]).toMatchObject({ plan: 3, outcome: { kind: 'ok', results: { value: 'SOCK_STREAM' } } });
    const told = events.find((e) => e.event === 'session.scenario');
    expect(told?.event === 'session.scenario' && told.scenario.steps[3]).toMatchObject({ call: 'getsockopt', as: 'kind' });

    const step = (call: string, args: object) => ({ session, step: { process: 'main', call, args } });
    expect(await refused('session.perform', step('close', { fd: 3 })))
      .toBe('bad-input: step.args.fd: close takes a name here, not a number. Use $name for the result of an earlier step.');
    expect(await refused('session.perform', step('pidfd_open', { pid: 1 }))).toContain('step.args.pid: pidfd_open takes a name here');
    expect(await refused('session.perform', step('close', { fd: '$nothing' }))).toContain('step.args.fd: $nothing has no value yet');
    expect(await refused('session.perform', { session, step: { kill: 'main' } })).toContain('"main" cannot be killed');
    expect(await refused('session.perform', { session, step: { sh: 'ls' } })).toContain('session.perform: step');
    // Nothing of that has happened.
    await ask('session.step', { session });
    expect(stateOf(session)).toMatchObject({ performed: 5, planned: planned + 1, length: 5, unmet: 0 });
    const trace = await ask('session.trace', { session });
    expect((JSON.parse(trace.slice(0, trace.indexOf('\n'))) as { scenario: { steps: unknown[] } }).scenario.steps).toHaveLength(planned
      + 1);
  });
});

it('a run stops right after the step that meets a breakpoint, and names the breakpoint', async () => {
  await withService(async ({ ask, until }) => {
    const { state: { session } } = await ask('session.open', HANDOFF);
    await ask('session.run', { session, pace: 0, breakpoints: [{ kind: 'divergence' }, { kind: 'call', call: 'recvmsg' }] });
    expect(await until(session, (s) => s.status === 'ready' && s.length > 0)).toMatchObject({ length: TAKEN,
      stopped: { step: TAKEN, by: { kind: 'call', call: 'recvmsg' } } });
    await ask('session.run', { session, pace: 0, breakpoints: [{ kind: 'change', entity: 'socket:1' }] });
    const stopped = await until(session, (s) => s.status === 'ready' && s.length > TAKEN);
    expect(stopped.stopped?.by).toEqual({ kind: 'change', entity: 'socket:1' });
    await ask('session.run', { session, pace: 0 });
    expect(await until(session, (s) => s.status === 'finished')).toMatchObject({ stopped: null, unmet: 0, performed: 20 });
  });
});

it('a branch replays the earlier steps in separate processes and continues from there', async () => {
  await withService(async ({ ask, until, stepsOf }) => {
    const { state: { session } } = await ask('session.open', HANDOFF);
    await ask('session.run', { session, pace: 0 });
    await until(session, (s) => s.status === 'finished');
    const { state: { session: branch }, header } = await ask('session.branch', { session, at: TAKEN });
    const there = await until(branch, (s) => s.replay?.done === true && s.status === 'ready');
    expect(there).toMatchObject({ length: TAKEN, performed: TAKEN,
      replay: { of: session, at: TAKEN, steps: TAKEN, differences: [], count: 0 } });
    // Target is another process than in the first session.
    const pidOf = (trace: string) => /"name":"target","role":"participant","pid":(\d+)/.exec(trace)?.[1];
    expect(header.start.added['process:target']).toBeDefined();
    expect(pidOf(await ask('session.trace', { session: branch }))).not.toBe(pidOf(await ask('session.trace', { session })));
    await ask('session.perform', { session: branch, step: { process: 'target', call: 'shutdown', args: { fd: '$d', how: 'SHUT_WR' } } });
    expect(stepsOf(branch).at(-1)).toMatchObject({ plan: TAKEN, outcome: { kind: 'ok' } });
  });
});

it('a branch repeats manual kills and reports where the replay differs', async () => {
  await withService(async ({ ask, until }) => {
    const text = JSON.stringify({
      format: 'handoff-scenario/1', title: 'T', rules: 'linux', processes: [{ name: 'main' }, { name: 'worker' }],
      steps: [
        { process: 'worker', call: 'socket', args: { domain: 'AF_INET', type: 'SOCK_STREAM' }, as: 's' },
        { process: 'worker', call: 'listen', args: { fd: '$s', backlog: 1 } },
        { process: 'worker', call: 'close', args: { fd: '$s' } },
        { process: 'main', call: 'socket', args: { domain: 'AF_INET', type: 'SOCK_STREAM' }, as: 'm' },
        { process: 'main', call: 'getsockopt', args: { fd: '$m', level: 'SOL_SOCKET', name: 'SO_RCVBUF' } },
      ],
    });
    const { state: { session } } = await ask('session.open', { provider: 'linux', scenario: { text, file: 't.json' } });
    await ask('session.step', { session });
    await ask('session.kill', { session, process: 'worker' });
    await ask('session.step', { session });
    // The kill by hand belongs to what is made again.
    const { state: { session: branch, planned } } = await ask('session.branch', { session, at: 3, provider: 'model' });
    expect(planned).toBe(6);
    expect(await until(branch, (s) => s.replay?.done === true)).toMatchObject({ length: 3, replay: { count: 0 } });

    await ask('session.run', { session, pace: 0 });
    await until(session, (s) => s.status === 'finished');
    // The model cannot know how large a buffer this machine gives.
    const other = await ask('session.branch', { session, at: 6, provider: 'model' });
    const { replay } = await until(other.state.session, (s) => s.replay?.done === true);
    expect(replay).toMatchObject({ count: 1, differences: [{ step: 6, what: 'outcome of getsockopt in main' }] });
  });
});

it('an edited scenario replaces the session, and an invalid one leaves it unchanged', async () => {
  await withService(async ({ ask, refused, until }) => {
    const { state: { session }, scenario } = await ask('session.open', HANDOFF);
    expect(await refused('session.reopen', { session, text: JSON.stringify({ ...scenario, steps: [{ process: 'man', call: 'socket' }] }) }))
      .toBe('bad-input: steps[0].process: no process is called "man". Did you mean "main"?');
    expect((await ask('session.step', { session })).performed).toBe(1);
    const edited = { ...scenario, steps: scenario.steps.slice(0, 4) };
    const { state } = await ask('session.reopen', { session, text: JSON.stringify(edited), perform: 3 });
    expect(await until(state.session, (s) => s.performed === 3 && s.status === 'ready')).toMatchObject({ planned: 4, unmet: 0 });
    expect(await refused('session.step', { session })).toContain('it was closed');
  });
});
