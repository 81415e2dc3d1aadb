/** What a process may not do on Linux: limits of descriptors in flight (P4, P9) and rights over other processes (P11, P25). */
import { spawn } from 'node:child_process';
import { closeSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { findCall } from '../../app/shared/calls/catalogue.ts';
import type { ResolvedArgs, Results } from '../../app/shared/calls/types.ts';
import { Bridge } from '../../native-bridge/host/bridge.ts';
import { LocalSite } from '../../native-bridge/host/local-site.ts';
import { PEER_CHANNEL, peerEnvironment } from '../../native-bridge/channel/peer-environment.ts';
import { type PeerLauncher } from '../../native-bridge/host/launcher.ts';
import { Wire } from '../../native-bridge/channel/wire.ts';
import { performLinux } from '../../native-bridge/linux/perform.ts';
import { socketPair } from '../../native-bridge/linux/socket-pair.ts';
import { outForOthers } from '../support/others-out.ts';
import { OUT } from '../support/providers.ts';

const NOBODY = 65_534;
const ROOT = process.getuid?.() === 0;
/** Descriptors that the process may have open, and its user in flight. */
const LIMIT = 64;

type Make = (call: string, args: ResolvedArgs) => Promise<Results | string>;

/** Peers without privileges: as root under another user, else as they are; and with few descriptors. */
const unprivileged: PeerLauncher = {
  launch(entry, args) {
    const { ours, theirs } = socketPair();
    // A shell sets the limit and becomes the program: the runtime cannot set its own.
    const child = spawn('/bin/sh', ['-c', `ulimit -n ${LIMIT}; exec "$0" "$@"`, process.execPath, entry, ...args], {
      stdio: ['ignore', 'ignore', 'inherit', theirs], env: { ...peerEnvironment(process.env), [PEER_CHANNEL]: '3' },
      ...(ROOT ? { uid: NOBODY, gid: NOBODY } : {}),
    });
    closeSync(theirs);
    let receive = (_message: unknown): void => {};
    const wire = Wire.over(ours, (message) => { receive(message); });
    return Promise.resolve({
      pid: child.pid!,
      send: (message) => { wire.send(message); },
      onMessage: (callback) => { receive = callback; },
      onExit: (callback) => { child.once('exit', (code) => { callback(`exit code ${code}`); }); },
      kill: () => { child.kill('SIGKILL'); },
    });
  },
};

const bare: Make = (name, args) => {
  const { outcome } = performLinux(findCall('linux', name)!, args);
  return Promise.resolve(outcome.kind === 'ok' ? outcome.results : outcome.kind === 'error' ? outcome.name : outcome.kind);
};

async function withPeer(use: (make: Make, mainPid: number, other: { make: Make; pid: number }) => Promise<void>): Promise<void> {
  const bridge = new Bridge(new LocalSite(unprivileged, join(ROOT ? outForOthers() : OUT, 'peer.js')),
    { completed: () => {}, died: () => {} });
  try {
    const mainPid = await bridge.start({ name: 'main', role: 'participant', threads: [] });
    await bridge.start({ name: 'stranger', role: 'participant', threads: [] });
    const pid = await bridge.start({ name: 'other', role: 'participant', threads: [] });
    let key = 0;
    const makeIn = (participant: string): Make => async (name, args) => {
      const call = findCall('linux', name)!;
      const { outcome } = await bridge.perform({ participant, call, args, as: [], grace: 2000, key: ++key });
      if (outcome.kind === 'ok') return outcome.results;
      return outcome.kind === 'error' ? outcome.name : outcome.kind === 'refused' ? outcome.reason : outcome.kind;
    };
    await use(makeIn('stranger'), mainPid, { make: makeIn('other'), pid });
  } finally {
    await bridge.dispose();
  }
}

it('a user has no more descriptors in flight than the limit of open descriptors: ETOOMANYREFS (P9)', async () => {
  await withPeer(async (make) => {
    const [a, b] = ((await make('socketpair', { domain: 'AF_UNIX', type: 'SOCK_DGRAM' })) as Results).descriptors!;
    const send = () => make('sendmsg', { fd: a!, data: 'x', rights: Array.from({ length: 40 }, () => b!) });
    expect(await send()).toEqual({ number: 1 });
    expect(await send()).toEqual({ number: 1 });
    expect(await send()).toBe('ETOOMANYREFS');
    await make('recv', { fd: b!, length: 1 });
    expect(await send()).toEqual({ number: 1 });
  });
});

it('one message carries 253 descriptors and no more: EINVAL (P4)', async () => {
  await withPeer(async (make) => {
    const [a, b] = ((await make('socketpair', { domain: 'AF_UNIX', type: 'SOCK_DGRAM' })) as Results).descriptors!;
    expect(await make('sendmsg', { fd: a!, data: 'x', rights: Array.from({ length: 254 }, () => b!) })).toBe('EINVAL');
    expect(await make('sendmsg', { fd: a!, data: 'x', rights: Array.from({ length: 253 }, () => b!) })).toEqual({ number: 1 });
  });
});

it("another user's process may be named and not looked into: EPERM (P11, P25)", async () => {
  await withPeer(async (inSession, mainPid) => {
    // No process of a session is another user's where peers cannot have a user of their own, and a session reaches no other:
    // there the calls are made outside of one.
    const [victim, make] = ROOT ? [mainPid, inSession] : [1, bare];
    const { descriptor: pidfd } = (await make('pidfd_open', { pid: victim })) as Results;
    expect(pidfd).toBeGreaterThan(2);
    expect(await make('pidfd_getfd', { pidfd: pidfd!, targetfd: 1 })).toBe('EPERM');
    expect(await make('kcmp', { pid1: victim, fd1: 1, pid2: victim, fd2: 2 })).toBe('EPERM');
  });
});

it('PR_SET_DUMPABLE 0 closes a process to others of the same user: EPERM, and its files in /proc belong to root (P25)', async () => {
  await withPeer(async (make, _mainPid, other) => {
    const { descriptor: s } = (await other.make('socket', { domain: 'AF_INET', type: 'SOCK_STREAM' })) as Results;
    const { descriptor: pidfd } = (await make('pidfd_open', { pid: other.pid })) as Results;
    const fetched = () => make('pidfd_getfd', { pidfd: pidfd!, targetfd: s! });
    const compared = () => make('kcmp', { pid1: other.pid, fd1: s!, pid2: other.pid, fd2: s! });
    expect([await fetched(), await compared()]).toEqual([{ descriptor: expect.any(Number) as number }, { number: 0 }]);
    expect(await other.make('prctl', { command: 'PR_SET_DUMPABLE', value: 0 })).toEqual({});
    expect([await fetched(), await compared()]).toEqual(['EPERM', 'EPERM']);
    expect(statSync(`/proc/${other.pid}/fd`).uid).toBe(0);
    expect(await other.make('prctl', { command: 'PR_SET_DUMPABLE', value: 1 })).toEqual({});
    expect([await fetched(), await compared()]).toEqual([{ descriptor: expect.any(Number) as number }, { number: 0 }]);
  });
});
