/**
 * Hostile scenarios, performed for real, beside a bystander. To be started where nothing else can be hit, in namespaces of
 * its own (`scripts/lib/alone.mjs`): what it tries, it would really do if it could. Prints its tally as JSON, the last line, or as a table.
 */
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Bridge } from '../../../native-bridge/host/bridge.ts';
import { LocalSite } from '../../../native-bridge/host/local-site.ts';
import { childLauncher } from '../../../native-bridge/host/launcher.ts';
import { unnoticed } from './control.ts';
import { Hostile, type HostileTally } from './tally.ts';
import { World } from './world.ts';

const { values } = parseArgs({ options: {
  runs: { type: 'string', default: '100000' }, from: { type: 'string', default: '0' }, seed: { type: 'string', default: '1' },
  current: { type: 'string', default: '/tmp/handoff-current' },
  table: { type: 'boolean', default: false }, control: { type: 'boolean', default: false },
} });
if (process.env['HANDOFF_ALONE'] !== 'yes') throw new Error('Start it by scripts/lib/alone.mjs: it attacks every process that it can see');

const folder = '/tmp/bystander';
const world = await World.open(join(import.meta.dirname, 'bystander.js'), folder);
try {
  if (values.control) {
    console.log(JSON.stringify({ faults: await unnoticed(world, folder) }));
    process.exit(0);
  }
  const hostile = new Hostile(world, { ...world.offered, folder, host: process.pid, parent: process.ppid },
    (events) => Promise.resolve(new Bridge(new LocalSite(childLauncher, resolve('out/main/peer.js')), events)), values.current);
  const tally = await hostile.run(Number(values.seed), Number(values.from), Number(values.runs));
  console.log(values.table ? table(tally) : JSON.stringify(tally));
  process.exitCode = values.table && tally.found > 0 ? 1 : 0;
} finally {
  world.end();
}

function table({ faults, kinds, ...counts }: HostileTally): string {
  return [...faults, '', ...Object.entries(kinds).map(([kind, count]) => `${String(count).padStart(6)}  ${kind}`),
    Object.entries(counts).map(([what, count]) => `${count} ${what}`).join(', ')].join('\n');
}
