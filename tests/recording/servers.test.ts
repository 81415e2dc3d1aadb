/** Third-party programs: a recording has no divergence, misses nothing, and reports no hazard that is none. */
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { bpfProblem } from '../../app/main/services/recording/bpf-run.ts';
import { hazardsOf } from '../../app/shared/recording/summary.ts';
import type { TraceLog } from '../../app/shared/trace/log.ts';
import { OUT } from '../support/providers.ts';
import { freePort } from './nginx.ts';
import { SERVERS, storyOf } from './servers.ts';
import { type Recorded, Workshop, python } from './strace.ts';
import { SOURCES, type SourceName, type Witnessed, noWitness, recordWitnessed } from './witnessed.ts';

const workshop = new Workshop();
// Servers that run as another user read their files there.
chmodSync(workshop.folder, 0o755);
afterAll(() => workshop.remove());

/** HANDOFF_REQUESTS=2000 is the long form, with HANDOFF_WITNESS_KB=262144. A login of sshd is 30 times the work of a request. */
const REQUESTS = Number(process.env['HANDOFF_REQUESTS'] ?? 60);
const requestsTo = (server: string): number => (server === 'sshd' ? Math.ceil(REQUESTS / 30) : REQUESTS);

/**
 * What is true of each server. Some hazards arise only in some runs: a client that comes before the first worker waits for an
 * event of the listener finds no process that accepts.
 */
const TRUE_HAZARDS: Readonly<Record<string, readonly string[]>> = {
  // The master sends the channel of each worker to the others, without MSG_CMSG_CLOEXEC, and keeps both ends.
  nginx: ['nonblocking-shared', 'port-without-creator', 'received-without-cloexec', 'both-ends-held', 'no-live-acceptor'],
  haproxy: ['nonblocking-shared', 'port-without-creator', 'received-without-cloexec', 'no-live-acceptor'],
  // A child that ends closes the listener before the epoll instance that watches it.
  apache: ['port-without-creator', 'stale-epoll-item', 'no-live-acceptor'],
  postgresql: ['nonblocking-shared'],
  gunicorn: ['nonblocking-shared', 'port-without-creator', 'no-live-acceptor'],
  // The sockets of a login pass through three processes by fork.
  sshd: ['nonblocking-shared'],
  // The client and the primary are one process, which keeps a connection until its worker has confirmed it.
  cluster: ['nonblocking-shared', 'both-ends-held', 'ended-by-co-holder', 'flag-set-late'],
  multiprocessing: ['received-without-cloexec', 'no-live-acceptor'],
};

const problems = ({ log, loss }: Recorded): unknown[] => [...loss.examples,
  ...log.steps().flatMap((step) => step.divergences.map((d) => `step ${step.n}: ${d.what}: ${d.predicted}, but ${d.observed}`))];
const arrived = (log: TraceLog, how: string): number =>
  log.steps().reduce((sum, { diff }) => sum + Object.values(diff.added).filter((e) => e.kind === 'descriptor' && e.how === how).length, 0);

async function recorded<R extends Recorded>(server: string, way: string, requests: number,
  record: (command: readonly string[], folder: string) => Promise<R>): Promise<R> {
  const folder = join(workshop.folder, `${server}-${way}`);
  const made = await record(storyOf(server, { folder, port: await freePort(), requests, python: await python() }), folder);
  expect(problems(made)).toEqual([]);
  expect(made.loss.lost).toBe(0);
  expect(arrived(made.log, 'accepted')).toBeGreaterThanOrEqual(requests);
  const untrue = hazardsOf(made.log).filter(({ hazard }) => !TRUE_HAZARDS[server]!.includes(hazard.id));
  expect(untrue.map(({ hazard }) => hazard)).toEqual([]);
  return made;
}

/** The descriptors that servers hand over by SCM_RIGHTS. */
const HANDED: Readonly<Record<string, (requests: number) => number>> =
  { cluster: (requests) => requests, haproxy: () => 2, nginx: () => 1, multiprocessing: () => 1 };

const [noKernel, noBpf] = [noWitness(), bpfProblem(OUT)];
const title = (source: string, why: string | null) =>
  (why === null ? `recorded by ${source}, with every call that the kernel saw` : `not run: by ${source}: ${why}`);
// Several run side by side.
const MOST_MS = Math.max(300_000, REQUESTS * 1000);

describe.concurrent.each(Object.keys(SOURCES) as SourceName[])('servers by %s', (source) => {
  const why = noKernel ?? (source === 'BPF' ? noBpf : null);
  describe.skipIf(why !== null).each([title(source, why)])('%s', () => {
    it.each(Object.keys(SERVERS))('%s under load', async (server) => {
      const requests = requestsTo(server);
      const { log, differences, calls } = await recorded<Witnessed>(server, source, requests,
        (command, folder) => recordWitnessed(source, command, folder));
      expect(differences).toEqual([]);
      expect(calls).toBeGreaterThan(5 * requests);
      expect(arrived(log, 'received')).toBeGreaterThanOrEqual(HANDED[server]?.(requests) ?? 0);
    }, MOST_MS);
  });
});

describe.concurrent('servers by the log of strace', () => {
  it.each(['nginx', 'haproxy', 'cluster', 'multiprocessing'])('%s', async (server) => {
    const { log } = await recorded(server, 'strace', 24, (command) => workshop.record(command, ['-f', '-ttt', '-T', '-yy']));
    expect(arrived(log, 'received')).toBeGreaterThanOrEqual(HANDED[server]!(24));
  }, MOST_MS);
});
