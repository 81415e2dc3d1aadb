/** `npm run differential`: random sequences on one provider, with figures; the last line of --json is the whole result. */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Rules } from '../../app/shared/domain/entities.ts';
import { linuxProvider, wineProvider } from '../support/providers.ts';
import { hunt } from './shrink.ts';
import { keep } from './save-regression.ts';
import { CLAUSES } from '../../app/shared/rules/index.ts';
import { clauseNames } from './left-out.ts';
import { type Noticed, replaysOf, tryWithout } from './noticed.ts';
import { PeerPool } from './peer-pool.ts';

const { values } = parseArgs({
  options: {
    provider: { type: 'string', default: 'linux' }, runs: { type: 'string', default: '500' }, seed: { type: 'string' },
    json: { type: 'boolean', default: false }, most: { type: 'string', default: '5' }, keep: { type: 'string' },
    shrinks: { type: 'string', default: '200' }, switches: { type: 'boolean', default: false }, rule: { type: 'string', multiple: true },
    seconds: { type: 'string', default: 'Infinity' },
  },
});

const rules = values.provider as Rules;
if (rules !== 'linux' && rules !== 'winsock') {
  console.error(`differential: unknown provider "${values.provider}". Known: linux, winsock.`);
  process.exit(2);
}
const seed = values.seed === undefined ? Date.now() % 1_000_000_000 : Number(values.seed);
const word = (line: string): void => { (values.json ? console.error : console.log)(line); };
const say = (line: string): void => { if (!values.json) console.log(line); };

// Asked to end, it finishes the sequence and says what it has.
let stopped = false;
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => { stopped = true; });

const pool = new PeerPool(rules, rules === 'linux' ? linuxProvider : wineProvider);
const started = performance.now();
if (values.switches) {
  try {
    await reportSwitches();
  } finally {
    await pool.dispose();
  }
  process.exit();
}
say(`Random sequences of ${rules} calls, seed ${seed}`);
try {
  const { tally, found } = await hunt({
    rules, pool, seed, runs: Number(values.runs), shrinks: Number(values.shrinks), most: Number(values.most),
    stopped: () => stopped || performance.now() - started > Number(values.seconds) * 1000,
    onRun: (done) => { if (done % 500 === 0) say(`${done} sequences, ${Math.round((performance.now() - started) / 1000)} s`); },
    onFailing: (at, lines) => { word(`seed ${at} fails, and is made small: ${lines.join('\n  ')}`); },
    onFound: (one) => {
      const path = keep(one, values.keep === undefined ? undefined : resolve(values.keep));
      word(`seed ${one.seed}: ${one.lines.join('\n  ')}\n  kept as ${path}`);
    },
  });
  const seconds = Math.round((performance.now() - started) / 100) / 10;
  for (const [name, { performed, succeeded }] of [...tally.byCall].sort(([, a], [, b]) => b.performed - a.performed))
    say(`  ${name}: ${succeeded} of ${performed} succeeded`);
  say(`rules: ${Object.entries(tally.hits()).map(([id, n]) => `${id} ${n}`).join(', ')}`);
  const { runs, calls, succeeded, divergences, hostEnds } = tally;
  console.log(values.json
    ? JSON.stringify({ runs, calls, succeeded, divergences, hostEnds, seed, rules: tally.hits(), provider: rules, seconds })
    : `${runs} sequences, ${calls} calls, ${succeeded} succeeded, ${divergences} divergences in ${seconds} s`);
  process.exitCode = found.length > 0 ? 1 : 0;
} finally {
  await pool.dispose();
}

/** Each clause left out in turn, of every rule or of each --rule: scenarios first, then at most --runs random sequences. */
async function reportSwitches(): Promise<void> {
  const wanted = values.rule;
  const results: Noticed[] = [];
  const replays = await replaysOf(rules);
  for (const name of clauseNames(rules).filter((n) => !wanted || wanted.includes(CLAUSES[rules][n]!.rule) || wanted.includes(n))) {
    const noticed = await tryWithout(pool, rules, name, replays, seed, Number(values.runs));
    results.push(noticed);
    const { by, clause, without } = noticed;
    say(`${by === null ? 'MISSED ' : 'noticed'}  ${clause}: ${without}${by === null ? '' : ` (${by})`}`);
  }
  const noticed = results.filter((r) => r.by !== null).length;
  console.log(values.json ? JSON.stringify({ clauses: results.length, noticed, seed, results })
    : `${noticed} of ${results.length} left-out clauses noticed`);
  process.exitCode = noticed === results.length ? 0 : 1;
}
