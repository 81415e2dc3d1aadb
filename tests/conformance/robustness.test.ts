import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Library } from '../../app/main/services/library/library.ts';
import { SessionEngine } from '../../app/main/services/session/engine.ts';
import type { Provider, ProviderEvents } from '../../app/shared/provider/provider.ts';
import type { Step } from '../../app/shared/trace/step.ts';
import { OUT, linuxProvider, wineProvider } from '../support/providers.ts';

/** Inodes of the sockets that this process has open. */
function ownSockets(): string[] {
  return readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      return [readlinkSync(`/proc/self/fd/${fd}`)].filter((link) => link.startsWith('socket:'));
    } catch {
      return [];
    }
  });
}

/** Pids below this process, however deep. */
function descendants(): number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc').filter((n) => /^\d+$/.test(n))) {
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      const [state, ppid] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      if (state !== 'Z') parents.set(Number(name), Number(ppid));
    } catch {
      // It ended while we looked.
    }
  }
  const below = (pid: number): number[] => [...parents].filter(([, p]) => p === pid).flatMap(([child]) => [child, ...below(child)]);
  return below(process.pid);
}

async function waitUntil(condition: () => boolean): Promise<void> {
  for (let i = 0; i < 200 && !condition(); i++) await new Promise((resolve) => setTimeout(resolve, 25));
}

async function openAt(id: string, provider: 'linux' | 'winsock', make: (e: ProviderEvents) => Promise<Provider>, steps: number) {
  const seen: Step[] = [];
  const scenario = await new Library('assets').read(id);
  const session = await SessionEngine.open({ scenario, providerId: provider, makeProvider: make,
    onEvent: (event) => { if (event.event === 'session.step') seen.push(event.step); } });
  for (let i = 0; i < steps; i++) await session.step();
  const start = session.log.header.start.added;
  const pidOf = (name: string) => {
    const process = start[`process:${name}`];
    return process?.kind === 'process' ? process.pid! : -1;
  };
  return { session, seen, pidOf };
}

describe('a peer that ends by itself is a step, not the end', () => {
  it('on Linux: killed from outside between two steps', async () => {
    const before = { sockets: ownSockets(), processes: descendants() };
    const { session, seen, pidOf } = await openAt('linux/hand-a-connection-over', 'linux', linuxProvider, 10);
    process.kill(pidOf('target'), 'SIGKILL');
    await waitUntil(() => seen.some((s) => s.action.kind === 'death'));
    const death = seen.find((s) => s.action.kind === 'death')!;
    expect(death.action).toMatchObject({ process: 'target', how: expect.stringContaining('SIGKILL') });
    expect(death.divergences).toEqual([]);
    await session.step();
    expect(seen.at(-1)!.outcome).toEqual({ kind: 'refused', reason: 'target is no longer running' });
    while (!session.finished) await session.step();
    expect(seen.some((s) => s.n > death.n && s.outcome.kind === 'ok')).toBe(true);
    await session.close();
    await waitUntil(() => descendants().length === before.processes.length);
    expect(descendants()).toEqual(before.processes);
    expect(ownSockets().length).toBe(before.sockets.length);
  });

  it('under Wine: the user kills a process, its calls end, and its descriptors close', async () => {
    const before = descendants();
    const { session, seen } = await openAt('winsock/the-last-close-closes', 'winsock', wineProvider, 10);
    await session.kill('first');
    expect(seen.at(-1)).toMatchObject({ action: { kind: 'kill', process: 'first' }, divergences: [] });
    await session.step();
    expect(seen.at(-1)).toMatchObject({ action: { call: 'closesocket' }, outcome: { kind: 'ok' }, divergences: [] });
    await session.close();
    // Wine's own server stays a few seconds by design; nothing of ours may.
    await waitUntil(() => descendants().length === before.length);
    expect(descendants()).toEqual(before);
  });
});

describe('closing a session in the middle', () => {
  it('ends a peer that is blocked in recv, and leaves no process and no socket', async () => {
    const before = { sockets: ownSockets(), processes: descendants() };
    const { session, seen } = await openAt('linux/one-option-every-descriptor', 'linux', linuxProvider, 22);
    expect(seen.at(-1)!.outcome.kind).toBe('pending');
    expect(descendants().length).toBeGreaterThan(before.processes.length);
    await session.close();
    await waitUntil(() => descendants().length === before.processes.length);
    expect(descendants()).toEqual(before.processes);
    expect(ownSockets().length).toBe(before.sockets.length);
  });
});

describe('a peer that is stopped (SIGSTOP) in the middle of a step', () => {
  /** Steps until the next one is a call of the process. */
  async function stoppedIn(process: string) {
    const opened = await openAt('linux/hand-a-connection-over', 'linux', linuxProvider, 0);
    const { session } = opened;
    const makes = () => {
      const next = session.scenario.steps[session.performed];
      return next !== undefined && 'call' in next && next.process === process;
    };
    while (!makes()) await session.step();
    globalThis.process.kill(opened.pidOf(process), 'SIGSTOP');
    return { ...opened, step: session.step() };
  }

  it('continues after SIGCONT', async () => {
    const { session, seen, pidOf, step } = await stoppedIn('target');
    const before = seen.length;
    process.kill(pidOf('target'), 'SIGCONT');
    await step;
    expect(seen.length).toBeGreaterThan(before);
    while (!session.finished) await session.step();
    expect(seen.filter(({ verdict }) => verdict?.met === false)).toEqual([]);
    await session.close();
  });

  it('can be killed: the step is refused, the others continue', async () => {
    const { session, seen, pidOf, step } = await stoppedIn('target');
    const pid = pidOf('target');
    await session.kill('target');
    await step;
    expect(seen.some(({ action }) => action.kind === 'kill' && action.process === 'target')).toBe(true);
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
    while (!session.finished) await session.step();
    await session.close();
  });

  it('keeps no session from being closed, and is not left behind', async () => {
    const before = descendants();
    const { session, step } = await stoppedIn('target');
    await session.close();
    await step.catch(() => {});
    await waitUntil(() => descendants().length === before.length);
    expect(descendants()).toEqual(before);
  });
});

it('a peer that is stopped while the session opens is not left behind by Ctrl-C', async () => {
  const child = spawn(process.execPath, [join(OUT, 'cli.js'), 'run', 'linux/one-option-every-descriptor', '--provider', 'linux'],
    { stdio: 'ignore' });
  const ended = new Promise((resolve) => { child.once('exit', resolve); });
  const peers = () => descendants().filter((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('peer.js'));
  while (peers().length === 0) await new Promise((resolve) => { setTimeout(resolve, 5); });
  const stopped = peers();
  for (const pid of stopped) process.kill(pid, 'SIGSTOP');
  child.kill('SIGINT');
  expect(await ended).toBe(130);
  const left = stopped.filter((pid) => existsSync(`/proc/${pid}/stat`) && !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z'));
  for (const pid of left) process.kill(pid, 'SIGKILL');
  expect(left).toEqual([]);
});
