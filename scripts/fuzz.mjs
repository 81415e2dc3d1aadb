// Feeds broken input to every reader of foreign data: --runs N (100000), --seed S. Exit 1 on a fault.
// --hostile: as many scenarios that try to reach other programs, performed for real in separate namespaces (Linux).
import { bundle } from './lib/bundle.mjs';
import { alone } from './lib/alone.mjs';
import { prepare } from './lib/ensure.mjs';
import { at } from './lib/paths.mjs';
import { runAttached } from './lib/run.mjs';

const hostile = process.argv.includes('--hostile');
const args = process.argv.slice(2).filter((arg) => arg !== '--hostile');
// The peers of hostile sessions are those of the product.
const programs = hostile ? { hostile: 'tests/fuzz/hostile/program.ts', bystander: 'tests/fuzz/hostile/bystander.ts' }
  : { fuzz: 'tests/fuzz/program.ts' };
await prepare(() => bundle(hostile ? 'hostile' : 'fuzz', programs), { build: hostile });
const [program, given] = hostile ? alone([process.execPath, at('out', 'hostile', 'hostile.js'), '--table', ...args])
  : [process.execPath, ['--expose-gc', at('out', 'fuzz', 'fuzz.js'), ...args]];
process.exitCode = await runAttached(program, given);
