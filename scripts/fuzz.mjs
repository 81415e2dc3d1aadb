// Broken inputs before everything that reads what comes from outside: --runs N (100000), --seed S. Exit 1 on a fault.
import { bundle } from './lib/bundle.mjs';
import { ensureDependencies } from './lib/ensure.mjs';
import { at, say } from './lib/paths.mjs';
import { runAttached } from './lib/run.mjs';

try {
  await ensureDependencies();
  await bundle('fuzz', { fuzz: 'tests/fuzz/program.ts' });
} catch (error) {
  say(error.message);
  process.exit(1);
}
process.exitCode = await runAttached(process.execPath, ['--expose-gc', at('out', 'fuzz', 'fuzz.js'), ...process.argv.slice(2)]);
