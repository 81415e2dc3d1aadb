/** `npm run bench`: every bar that is measured here, in one table, each beside its peer from the same run. */
import { resolve } from 'node:path';
import { wineAvailability } from '../../native-bridge/host/wine.ts';
import { bareHandoff, sessionHandoff, type System } from './handoff.ts';
import { median, timed } from './measure.ts';
import { openingSteps } from './open.ts';
import { logMegabytes, longTrace, readMillis, seekMillis } from './seek.ts';
import { tell } from './stories.ts';
import { kept, type Row, table } from './table.ts';
import { UI_TOPICS, uiRows } from './ui/rows.ts';

const RUNS = 5;
const CALLS = 100_000;
const json = process.argv.includes('--json');
const only = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const wanted = (topic: string): boolean => only.length === 0 || only.includes(topic);

const rows: Row[] = [];
const notRun: string[] = [];

if (wanted('rules')) {
  for (const rules of ['winsock', 'linux'] as const) {
    await tell(rules, CALLS / 10);
    const millis: number[] = [];
    for (let run = 0; run < RUNS; run++) millis.push(await timed(() => tell(rules, CALLS)));
    rows.push({ what: `rules, ${rules}: 100,000 calls predicted and folded`, unit: 'ms', ours: median(millis), bar: { atMost: 1000 } });
  }
}

if (wanted('seek')) {
  for (const rules of ['winsock', 'linux'] as const) {
    const { log, steps } = await longTrace(rules);
    seekMillis(log, 7);
    const millis = Array.from({ length: RUNS }, (_, run) => seekMillis(log, run + 1));
    rows.push({ what: `time travel, ${rules}: seek in 100,000 steps, 95th percentile`, unit: 'ms', ours: median(millis),
      bar: { atMost: 0.2 } });
    const read = Array.from({ length: RUNS }, (_, run) => readMillis(log, run + 1));
    rows.push({ what: `time travel, ${rules}: the same and a look at all of up to ${Math.max(...read.map((r) => r.entities))} entities`,
      unit: 'ms', ours: median(read.map((r) => r.millis)) });
    rows.push({ what: `time travel, ${rules}: memory of the log beside its steps`, unit: 'MB', ours: logMegabytes(log, steps) });
  }
}

if (wanted('handoff')) {
  const systems: System[] = process.platform === 'linux' ? ['linux'] : ['winsock'];
  const wine = wineAvailability(resolve('.cache'));
  if (wine.available) systems.push('winsock');
  else notRun.push(`handoff, winsock: ${wine.reason}`);
  for (const system of systems) {
    const figures: { peer: number; main: number; two: number }[] = [];
    for (let run = 0; run < RUNS; run++) {
      figures.push({ peer: await bareHandoff(system), main: await sessionHandoff(system, 'main'),
        two: await sessionHandoff(system, 'source') });
    }
    const peer = median(figures.map((f) => f.peer));
    const name = system === 'linux' ? 'linux' : 'winsock on Wine';
    rows.push({ what: `handoff, ${name}: from main to a peer`, unit: 'ms', peer, ours: median(figures.map((f) => f.main)),
      bar: { timesPeer: 3 } });
    rows.push({ what: `handoff, ${name}: between two peers`, unit: 'ms', peer, ours: median(figures.map((f) => f.two)),
      bar: { timesPeer: 3 } });
  }
}

if (wanted('open') && process.platform === 'linux') {
  for (const name of ['main', 'worker'] as const) {
    const { few, many } = await openingSteps(name);
    rows.push({ what: `a step that opens a socket in ${name === 'main' ? 'main' : 'a peer'}: with 10,000 open, beside one with 100`,
      unit: 'ms', peer: few, ours: many, bar: { timesPeer: 3 } });
  }
}

if (wanted('ui') || UI_TOPICS.some(wanted)) {
  const ui = await uiRows((topic) => wanted('ui') || wanted(topic));
  rows.push(...ui.rows);
  notRun.push(...ui.notRun);
}

process.stdout.write(table(rows));
if (rows.some((row) => kept(row) === false)) process.exitCode = 1;
for (const reason of notRun) process.stdout.write(`not run: ${reason}\n`);
if (json) process.stdout.write(`${JSON.stringify({ node: process.version, runs: RUNS, rows, notRun })}\n`);
