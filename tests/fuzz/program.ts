/** `npm run fuzz`: as many inputs as one likes, and a table of what came of them. Exit 1 on a fault, or when memory grew. */
import { parseArgs } from 'node:util';
import { hunt } from './hunt.ts';
import { makeTargets } from './targets.ts';

/** What all targets together may leave behind. */
const MOST_HEAP = 32 * 1024 * 1024;

const { values } = parseArgs({ options: { runs: { type: 'string', default: '100000' }, seed: { type: 'string', default: '1' } } });
const targets = await makeTargets();
const each = Math.ceil(Number(values.runs) / targets.length);
let bad = 0;
let total = 0;
let heap = 0;
for (const target of targets) {
  const started = performance.now();
  const tally = await hunt(target, Number(values.seed), each);
  total += each;
  heap += tally.heap;
  bad += tally.faults.length;
  console.log(
    `${tally.target.padEnd(28)} ${String(each).padStart(7)} inputs  ${String(tally.accepted).padStart(7)} accepted  `
      + `${String(tally.refused).padStart(7)} refused  `
    + `${tally.faults.length} faults  heap ${(tally.heap / 1024 / 1024).toFixed(1)} MB  `
    + `${((performance.now() - started) / 1000).toFixed(1)} s`);
  for (const fault of tally.faults) console.log(`  ${fault}`);
}
const grew = heap > MOST_HEAP;
console.log(
  `${total} inputs, ${bad} faults, heap grew by ${(heap / 1024 / 1024).toFixed(1)} MB${grew ? ': too much' : ''}; seed ${values.seed}`);
process.exitCode = bad > 0 || grew ? 1 : 0;
