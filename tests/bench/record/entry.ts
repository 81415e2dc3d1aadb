/** `npm run bench:record`: how much a recording slows programs down, beside strace in the same run. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bpfProblem } from '../../../app/main/services/recording/bpf-run.ts';
import { median } from '../measure.ts';
import { type Row, kept, table } from '../table.ts';
import { type Load, makeLoads } from './loads.ts';
import { rateRows } from './rate.ts';
import type { Way } from './ways.ts';

/** Rounds in which each way runs once, an odd number. With --small the bench itself is tried. */
const small = process.argv.includes('--small');
const [ROUNDS, SCALE] = small ? [1, 0.1] : [7, 1];
const only = process.argv.slice(2).filter((word) => !word.startsWith('--'));

const noBpf = bpfProblem('out/main');
const RATE = 'bpf-rate';
/** Without BPF its loads are left out, with the reason. */
const wanted = (name: string): boolean => (only.length === 0 || only.includes(name)) && !(noBpf !== null && name.startsWith('bpf-'));
if (noBpf !== null) process.stderr.write(`no figures of BPF: ${noBpf}\n`);

/** Milliseconds per way, one per round. */
type Figures = ReadonlyMap<string, readonly number[]>;

async function measure({ run, ways }: Load): Promise<Figures> {
  const figures = new Map<string, number[]>(ways.map(({ name }) => [name, []]));
  for (let round = 0; round < ROUNDS; round += 1) {
    // Each round begins with another way.
    for (const [i] of ways.entries()) {
      const way = ways[(round + i) % ways.length]!;
      figures.get(way.name)!.push(await run(way));
    }
  }
  return figures;
}

/** The round with the median of the ratios between two ways: rounds see the same load of the machine. */
function middle(figures: Figures, name: string, peer: string): { ours: number; peer: number } {
  const rounds = figures.get(name)!.map((ours, i) => ({ ours, peer: figures.get(peer)![i]! }));
  return rounds.sort((a, b) => a.ours / a.peer - b.ours / b.peer)[Math.floor(rounds.length / 2)]!;
}

function rowsOf({ name: load, what, ways }: Load, figures: Figures): Row[] {
  const [first, ...others] = ways;
  const row = (way: Way, to: string, bar?: Row['bar']): Row => ({ what: `${what}: ${way.name} to ${to}`, unit: 'ms',
    ...middle(figures, way.name, to), ...(bar ? { bar } : {}) });
  return [
    { what: `${what}: ${first!.name}`, unit: 'ms', ours: median(figures.get(first!.name)!) },
    ...others.flatMap((way) => {
      const times = way.bar?.timesPeer[load];
      const plain = way.bar?.to === first!.name ? [] : [row(way, first!.name)];
      return [...plain, ...(way.bar && times !== undefined ? [row(way, way.bar.to, { timesPeer: times })] : [])];
    }),
  ];
}

const folder = mkdtempSync(join(tmpdir(), 'handoff-bench-'));
try {
  const rows: Row[] = [];
  for (const load of makeLoads(folder, SCALE)) {
    if (wanted(load.name)) rows.push(...rowsOf(load, await measure(load)));
  }
  if (wanted(RATE)) rows.push(...await rateRows(folder, SCALE));
  process.stdout.write(table(rows));
  if (rows.some((row) => kept(row) === false)) process.exitCode = 1;
  if (process.argv.includes('--json')) process.stdout.write(`${JSON.stringify({ node: process.version, rounds: ROUNDS, rows })}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
