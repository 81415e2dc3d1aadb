// Feeds broken input to every reader of foreign data: --runs N (100000), --seed S. Exit 1 on a fault.
// --hostile: as many scenarios that try to reach other programs, performed for real in separate namespaces (Linux).
import { bundle } from './lib/bundle.mjs';
import { alone } from './lib/alone.mjs';
import { ensureBuild, ensureDependencies } from './lib/ensure.mjs';
import { at, say } from './lib/paths.mjs';
import { runAttached } from './lib/run.mjs';

const hostile = process.argv.includes('--hostile');
const args = process.argv.slice(2).filter((arg) => arg !== '--hostile');
try {
  await ensureDependencies();
  if (hostile) {
    // The peers of the sessions are those of the product.
    await ensureBuild();
    await bundle('hostile', { hostile: 'tests/fuzz/hostile/program.ts', bystander: 'tests/fuzz/hostile/bystander.ts' });
  } else await bundle('fuzz', { fuzz: 'tests/fuzz/program.ts' });
} catch (error) {
  say(error.message);
  process.exit(1);
}
const [program, given] = hostile ? alone([process.execPath, at('out', 'hostile', 'hostile.js'), '--table', ...args])
  : [process.execPath, ['--expose-gc', at('out', 'fuzz', 'fuzz.js'), ...args]];
process.exitCode = await runAttached(program, given);
