/** Third-party programs: a recording has no divergence, and misses nothing that it followed. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { bpfProblem } from '../../app/main/services/recording/bpf-run.ts';
import type { TraceLog } from '../../app/shared/trace/log.ts';
import { OUT } from '../support/providers.ts';
import { NGINX, configure, freePort } from './nginx.ts';
import { type Recorded, Workshop, python } from './strace.ts';

const workshop = new Workshop();
afterAll(() => workshop.remove());

const OPTIONS = ['-f', '-ttt', '-T', '-yy'];
const problems = ({ log, loss }: Recorded): unknown[] => [...loss.examples,
  ...log.steps().flatMap((step) => step.divergences.map((d) => `step ${step.n}: ${d.what}: ${d.predicted}, but ${d.observed}`))];
const callsNamed = (log: TraceLog, name: string): number =>
  log.steps().filter(({ action }) => (action.kind === 'call' || action.kind === 'completion') && action.call === name).length;
const arrived = (log: TraceLog, how: string): number =>
  log.steps().reduce((sum, { diff }) => sum + Object.values(diff.added).filter((e) => e.kind === 'descriptor' && e.how === how).length, 0);

const noBpf = bpfProblem(OUT);
const WAYS: Readonly<Record<string, (command: readonly string[]) => Promise<Recorded>>> = {
  strace: (command) => workshop.record(command, OPTIONS), ptrace: (command) => workshop.recordByPtrace(command),
  ...noBpf === null ? { BPF: (command: readonly string[]) => workshop.recordByBpf(command) } : {},
};
it.skipIf(noBpf !== null).each([noBpf === null ? 'BPF is one of the sources' : `not run: by BPF: ${noBpf}`])('%s', () => {
  expect(Object.keys(WAYS)).toContain('BPF');
});

describe.each(Object.entries(WAYS))('a recording by %s without divergences', (way, record) => {
  it('of a Node cluster: each connection goes to a worker', async () => {
    const recorded = await record([process.execPath, 'tests/recording/programs/cluster.mjs']);
    expect(problems(recorded)).toEqual([]);
    expect(arrived(recorded.log, 'received')).toBe(24);
  });

  it('of Python multiprocessing: fork, spawn and forkserver', async () => {
    const recorded = await record([await python(), '-S', 'tests/recording/programs/pools.py']);
    expect(problems(recorded)).toEqual([]);
    expect(callsNamed(recorded.log, 'accept4')).toBeGreaterThanOrEqual(3);
  });

  it('of nginx: a reload, and a binary upgrade, which passes its listener on by number', async () => {
    const folder = join(workshop.folder, `nginx-${way}`);
    mkdirSync(folder);
    const port = await freePort();
    const at = (name: string) => join(folder, name);
    const config = configure(folder, port);
    writeFileSync(at('story.sh'), `set -e
until_there() { i=0; while [ ! -s "$1" ]; do i=$((i + 1)); [ $i -lt 200 ]; sleep 0.05; done; }
fetch() { ${await python()} -S -c 'import urllib.request as u; [u.urlopen("http://127.0.0.1:${port}/").read() for _ in range(10)]'; }
${NGINX} -c ${config}
until_there ${at('pid')}
fetch
kill -HUP $(cat ${at('pid')})
sleep 0.5
kill -USR2 $(cat ${at('pid')})
until_there ${at('pid.oldbin')}
until_there ${at('pid')}
sleep 0.3
kill -QUIT $(cat ${at('pid.oldbin')})
fetch
kill -QUIT $(cat ${at('pid')})`);
    const recorded = await record(['sh', at('story.sh')]);
    expect(problems(recorded)).toEqual([]);
    // Requests of Python, in the recording itself.
    expect(arrived(recorded.log, 'accepted')).toBe(20);
  });

  it('of haproxy: its successor takes the listener from it by SCM_RIGHTS', async () => {
    const folder = join(workshop.folder, `haproxy-${way}`);
    mkdirSync(folder);
    const port = await freePort();
    const at = (name: string) => join(folder, name);
    writeFileSync(at('haproxy.cfg'), `global
  nbthread 2
  stats socket ${at('stats')} mode 600 level admin expose-fd listeners
defaults
  mode http
  timeout client 3s
  timeout server 3s
  timeout connect 3s
frontend front
  bind 127.0.0.1:${port}
  http-request return status 200 content-type text/plain string ok
`);
    writeFileSync(at('story.sh'), `set -e
fetch() { ${await python()} -S -c 'import urllib.request as u; [u.urlopen("http://127.0.0.1:${port}/").read() for _ in range(10)]'; }
/usr/sbin/haproxy -f ${at('haproxy.cfg')} -D -p ${at('pid')}
fetch
/usr/sbin/haproxy -f ${at('haproxy.cfg')} -D -p ${at('pid')} -x ${at('stats')} -sf $(cat ${at('pid')})
sleep 0.3
fetch
kill -USR1 $(cat ${at('pid')})`);
    const recorded = await record(['sh', at('story.sh')]);
    expect(problems(recorded)).toEqual([]);
    expect(arrived(recorded.log, 'received')).toBeGreaterThan(0);
    expect(arrived(recorded.log, 'accepted')).toBeGreaterThanOrEqual(20);
  });
});
