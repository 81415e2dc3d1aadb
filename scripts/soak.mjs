// Many real steps and many captures: does memory stay flat? --steps N (100000), --rescans N (1000). Exit 1 when not.
import { bundle } from './lib/bundle.mjs';
import { ensureBuild, ensureDependencies } from './lib/ensure.mjs';
import { at, say } from './lib/paths.mjs';
import { runAttached } from './lib/run.mjs';

try {
  await ensureDependencies();
  await ensureBuild();
  await bundle('soak', { soak: 'tests/soak/program.ts' });
} catch (error) {
  say(error.message);
  process.exit(1);
}
process.exitCode = await runAttached(process.execPath, ['--expose-gc', at('out', 'soak', 'soak.js'), ...process.argv.slice(2)]);
