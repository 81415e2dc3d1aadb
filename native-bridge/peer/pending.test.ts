import { pbkdf2 } from 'node:crypto';
import { promisify } from 'node:util';
import { afterAll, expect, it } from 'vitest';
import type { ResolvedArgs } from '../../app/shared/calls/types.ts';
import { threadsBlockedOn, threadsWaitingForMany } from '../linux/blocked-threads.ts';
import { Peer } from './peer.ts';

const peer = new Peer({ name: 'reader', role: 'participant', inProcess: false, entry: '' });
afterAll(() => peer.dispose());

const believed = { nonblocking: false, contested: false, accompanied: false };
const perform = async (call: string, args: ResolvedArgs) =>
  peer.ask('perform', { platform: 'linux', call, args, as: [], thread: null, grace: 1, believed });

/** Occupies each thread of libuv's pool for longer than a call needs to become pending. */
function occupyPool(): Promise<unknown> {
  const threads = Number(process.env['UV_THREADPOOL_SIZE'] ?? 4);
  return Promise.all(Array.from({ length: threads }, () => promisify(pbkdf2)('', '', 100_000, 64, 'sha512')));
}

it('reports a call pending when its thread is blocked in the kernel, not while the call waits for a thread', async () => {
  await peer.ask('begin', { threads: [], folder: '' });
  const pair = await perform('socketpair', { domain: 'AF_UNIX', type: 'SOCK_STREAM' });
  const [fd, other] = pair.outcome.kind === 'ok' ? pair.outcome.results.descriptors! : [];
  const occupied = occupyPool();
  const { outcome, ticket } = await perform('recv', { fd: fd!, length: 1 });
  expect(outcome).toEqual({ kind: 'pending' });
  expect(threadsBlockedOn(fd!)).toBe(1);
  await perform('send', { fd: other!, data: 'x' });
  expect((await peer.ask('settle', { ticket: ticket! })).outcome).toMatchObject({ kind: 'ok', results: { data: 'x' } });
  await occupied;
});

it.each([['poll', { events: ['POLLIN'] }], ['select', {}]] as const)('sees a thread in %s, which names its descriptors in memory',
  async (call, more) => {
    const pair = await perform('socketpair', { domain: 'AF_UNIX', type: 'SOCK_STREAM' });
    const [fd, other] = pair.outcome.kind === 'ok' ? pair.outcome.results.descriptors! : [];
    const occupied = occupyPool();
    const { outcome, ticket } = await perform(call, { ...(call === 'poll' ? { fd: fd! } : { read: [fd!] }), ...more, timeout: 60_000 });
    expect(outcome).toEqual({ kind: 'pending' });
    expect(threadsWaitingForMany()).toBe(1);
    await perform('send', { fd: other!, data: 'x' });
    expect((await peer.ask('settle', { ticket: ticket! })).outcome).toMatchObject({ kind: 'ok' });
    await occupied;
  });
