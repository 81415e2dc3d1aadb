// Many real steps and many captures: does memory stay flat? --steps N (100000), --rescans N (1000). Exit 1 when not.
import { bundle } from './lib/bundle.mjs';
import { prepare } from './lib/ensure.mjs';
import { at } from './lib/paths.mjs';
import { runAttached } from './lib/run.mjs';

await prepare(() => bundle('soak', { soak: 'tests/soak/program.ts' }));
process.exitCode = await runAttached(process.execPath, ['--expose-gc', at('out', 'soak', 'soak.js'), ...process.argv.slice(2)]);
