/** Every call of a recording, and their order in each task, against the kernel's own tracepoints. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { afterAll, describe, expect, it } from 'vitest';
import { BpfRun, bpfProblem } from '../../app/main/services/recording/bpf-run.ts';
import { PtraceRun } from '../../app/main/services/recording/ptrace-run.ts';
import type { RawEvent } from '../../app/shared/recording/raw.ts';
import { FOLLOWED_CALLS } from '../../app/shared/recording/recording.ts';
import { OUT } from '../support/providers.ts';
import { NGINX, configure, freePort } from './nginx.ts';
import { Workshop, python } from './strace.ts';
import { compared, seen, witnessed } from './witness.ts';

const workshop = new Workshop();
afterAll(() => workshop.remove());

/** Why the witness cannot be asked here; null if it can. */
function whyNot(): string | null {
  const { status, stderr } = spawnSync('unshare', ['-m', 'sh', 'tests/recording/witness.sh', '/dev/null', 'true'], { encoding: 'utf8' });
  return status === 0 ? bpfProblem(OUT) : `tracefs cannot be mounted here (${stderr?.trim().split('\n')[0] ?? 'unshare is missing'})`;
}

const SOURCES = {
  BPF: (command: readonly string[]) => new BpfRun(OUT, { command }, FOLLOWED_CALLS, 'ignore'),
  ptrace: (command: readonly string[]) => new PtraceRun(OUT, { command }, FOLLOWED_CALLS, 'ignore'),
};

/** Records a command that the kernel traces at the same time. */
async function both(source: keyof typeof SOURCES, command: readonly string[]) {
  const file = join(workshop.folder, `witness-${source}-${Math.random().toString(36).slice(2)}`);
  const run = SOURCES[source](['unshare', '-m', 'sh', 'tests/recording/witness.sh', file, ...command]);
  const events: RawEvent[] = [];
  const problem = await new Promise<string | null>((resolve, reject) => {
    run.start({ events: (batch) => { events.push(...batch); }, ended: resolve }).catch(reject);
  });
  expect([problem, await run.ended, run.loss.lost]).toEqual([null, { code: 0, signal: null }, 0]);
  const kernel = witnessed(file);
  // The shell of the witness, whose first calls the kernel's trace does not have.
  for (const event of events.slice(0, 1)) if (event.kind === 'found') kernel.delete(event.task);
  return { tasks: kernel.size, ...compared(kernel, seen(events)) };
}

const reason = whyNot();
const title = reason === null ? 'calls and their order are those of the kernel' : `not run: ${reason}`;

describe.skipIf(reason !== null).each([title])('%s', () => {
  it.each(Object.keys(SOURCES) as (keyof typeof SOURCES)[])('by %s: Python passes a listener by SCM_RIGHTS', async (source) => {
    const { differences, tasks, calls } = await both(source, [await python(), '-S', 'tests/recording/programs/named.py']);
    expect(differences).toEqual([]);
    expect([tasks > 1, calls > 20]).toEqual([true, true]);
  });

  it.each(Object.keys(SOURCES) as (keyof typeof SOURCES)[])('by %s: nginx with two workers, and a reload', async (source) => {
    const folder = join(workshop.folder, `nginx-witness-${source}`);
    mkdirSync(folder);
    const at = (name: string) => join(folder, name);
    const port = await freePort();
    writeFileSync(at('story.sh'), `set -e
fetch() { ${await python()} -S -c 'import urllib.request as u; [u.urlopen("http://127.0.0.1:${port}/").read() for _ in range(50)]'; }
${NGINX} -c ${configure(folder, port)}
pid=$(cat ${at('pid')})
fetch
kill -HUP $pid
fetch
kill -QUIT $pid
while kill -0 $pid 2> /dev/null; do sleep 0.1; done`);
    const { differences, tasks, calls } = await both(source, ['sh', at('story.sh')]);
    expect(differences).toEqual([]);
    expect([tasks > 6, calls > 1000]).toEqual([true, true]);
  });
});
