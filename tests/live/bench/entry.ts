/**
 * `npm run bench:live`: captures of a load of known size, beside ss and lsof, measured in turn, medians of ROUNDS.
 * Before anything is timed, all internet rows of the load are compared with ss. `--json` adds a last line with all
 * medians in ms, by name; `--small` takes a small load, for trying the bench itself out.
 */
import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import type { Capture } from '../../../app/shared/live/capture.ts';
import { countsOf } from '../../../app/shared/live/counts.ts';
import { LinuxScanner } from '../../../native-bridge/linux/live/scanner.ts';
import { median, timed } from '../../bench/measure.ts';
import { kept, type Row, table } from '../../bench/table.ts';
import { FULL, SMALL } from '../load/plan.ts';
import { startLoad } from '../support/load.ts';
import { captureRows, missing, ssRows } from '../support/ss.ts';
import { oneShots } from './one-shot.ts';

const ROUNDS = 7;
/** The rescan rule needs a gap; what idles between captures is not what is measured. */
const GAP_MS = 60;
const json = process.argv.includes('--json');
const plan = process.argv.includes('--small') ? SMALL : FULL;
const workerFile = resolve('out/main/live-worker.js');
const cli = resolve('out/main/cli.js');
const secondCore = availableParallelism() > 1;
const notRun: string[] = [];

const scanners = {
  one: new LinuxScanner({ workerFile: null }), two: new LinuxScanner({ workerFile }), again: new LinuxScanner({ workerFile }),
  bpf: new LinuxScanner({ workerFile }),
};
const millis = new Map<string, number[]>();
const bpf = await withBpf();
const single = await oneShots(cli, bpf);
const load = await startLoad(plan);
try {
  const same = await compareWithSs(bpf ? ['proc', 'bpf'] : ['proc']);
  const tool = (name: string,
    ...args: string[]) => ({ name: [name, ...args].join(' '), run: () => spawnSync(name, args, { stdio: 'ignore' }) });
  const measured = [
    tool('ss', '-tanp'), tool('ss', '-anp'), tool('lsof', '-nP'),
    { name: '/proc tier, one thread', run: () => scanners.one.scan({ tier: 'proc', full: true }) },
    ...(secondCore ? [{ name: '/proc tier, two threads', run: () => scanners.two.scan({ tier: 'proc', full: true }) }] : []),
    { name: 'rescan', run: () => scanners.again.scan({ tier: 'proc' }) },
    ...(bpf ? [{ name: 'BPF tier', run: () => scanners.bpf.scan({ tier: 'bpf' }) }] : []),
    { name: 'one-shot CLI: scan, one line found',
      run: () => spawnSync(process.execPath, [cli, 'scan', 'port:1', '--tier', 'proc'], { stdio: 'ignore' }) },
    { name: 'one-shot CLI: scan, all as text',
      run: () => spawnSync(process.execPath, [cli, 'scan', '--tier', 'proc'], { stdio: 'ignore' }) },
    ...(bpf ? [{ name: 'one-shot CLI: who, BPF tier',
      run: () => spawnSync(process.execPath, [cli, 'who', '1', '--tier', 'bpf'], { stdio: 'ignore' }) }] : []),
  ];
  for (let round = -2; round < ROUNDS; round++) {
    for (const { name, run } of measured) {
      await new Promise((resolve) => { setTimeout(resolve, GAP_MS); });
      const took = await timed(run);
      // The first rounds warm everything up.
      if (round >= 0) millis.set(name, [...(millis.get(name) ?? []), took]);
    }
  }
  report(same);
} finally {
  await Promise.all(Object.values(scanners).map((s) => s.close()));
  await load.stop();
}

async function withBpf(): Promise<boolean> {
  try {
    await scanners.bpf.scan({ tier: 'bpf' });
    return true;
  } catch (error) {
    notRun.push(`BPF tier: ${(error as Error).message}`);
    return false;
  }
}

/** Rows and registrations of the load in each tier; a bench of wrong results would be worth nothing. */
async function compareWithSs(tiers: readonly ('proc' | 'bpf')[]): Promise<boolean> {
  let all = true;
  for (const tier of tiers) {
    const capture: Capture = await scanners[tier === 'bpf' ? 'bpf' : 'two'].scan({ tier, full: true });
    const [ours, theirs] = [captureRows(capture, load.pids), ssRows(load.pids)];
    const [lost, differing] = [missing(theirs, ours).length, missing(ours, theirs).length];
    const { sockets, holders, watchers, shared } = countsOf(capture);
    process.stdout.write(
      `${tier}: ${ours.length} internet rows of the load, ${lost} missing, ${differing} differing from ss -tuanpe; `
        + `${sockets} sockets, ${holders} holders, ${watchers} registrations, ${shared} shared\n`);
    all &&= lost === 0 && differing === 0;
  }
  return all;
}

function report(same: boolean): void {
  const of = (name: string) => median(millis.get(name)!);
  const against = (what: string, ours: string, peer: string,
    times: number): Row => ({ what: `${what} beside ${peer}`, unit: 'ms', peer: of(peer), ours: of(ours), bar: { timesPeer: 1 / times } });
  const rows: Row[] = [
    against('/proc tier, one thread', '/proc tier, one thread', 'ss -anp', 2.5),
    against('/proc tier, one thread', '/proc tier, one thread', 'lsof -nP', 5),
    ...(secondCore
      ? [against('/proc tier, two threads', '/proc tier, two threads', 'ss -anp', 4.5),
        against('/proc tier, two threads', '/proc tier, two threads', 'lsof -nP', 8)] : []),
    against('rescan, nothing changed', 'rescan', 'ss -anp', 8),
    ...(bpf ? [against('BPF tier', 'BPF tier', 'ss -anp', 8), against('BPF tier', 'BPF tier', 'lsof -nP', 15)] : []),
    ...[...millis.keys()].filter((name) => /^(one-shot|ss -tanp)/.test(name))
      .map((name): Row => ({ what: name, unit: 'ms', ours: of(name) })),
  ];
  process.stdout.write(
    `\n${plan.processes} processes x ${plan.descriptors} socket descriptors, ${plan.registrations} registrations; medians `
      + `of ${ROUNDS}\n${table(rows)}\nwithout the load, ${single.processes} processes\n${table(single.rows)}`);
  if (!same || [...rows, ...single.rows].some((row) => kept(row) === false)) process.exitCode = 1;
  if (!secondCore) notRun.push('two threads: this machine has one core');
  for (const reason of notRun) process.stdout.write(`not run: ${reason}\n`);
  if (json)
    process.stdout.write(
      `${JSON.stringify(Object.fromEntries([...millis].map(([name, figures]) => [name, Number(median(figures).toFixed(2))])))}\n`);
}
