/** Every call of a recording, and their order in each task, against the kernel's own tracepoints. Servers: `servers.test.ts`. */
import { afterAll, describe, expect, it } from 'vitest';
import { bpfProblem } from '../../app/main/services/recording/bpf-run.ts';
import { OUT } from '../support/providers.ts';
import { Workshop, python } from './strace.ts';
import { SOURCES, type SourceName, noWitness, recordWitnessed } from './witnessed.ts';

const workshop = new Workshop();
afterAll(() => workshop.remove());

const reason = noWitness() ?? bpfProblem(OUT);
const title = reason === null ? 'calls and their order are those of the kernel' : `not run: ${reason}`;

describe.skipIf(reason !== null).each([title])('%s', () => {
  it.each(Object.keys(SOURCES) as SourceName[])('by %s: Python passes a listener by SCM_RIGHTS', async (source) => {
    const { differences, tasks, calls, loss } = await recordWitnessed(source,
      [await python(), '-S', 'tests/recording/programs/named.py'], workshop.folder);
    expect([differences, loss.lost]).toEqual([[], 0]);
    expect([tasks > 1, calls > 20]).toEqual([true, true]);
  });
});
