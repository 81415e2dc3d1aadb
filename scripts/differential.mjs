// Random sequences of calls, performed and predicted: --provider linux|winsock, --runs N, --seed S, --json,
// --seconds S to start no further sequence after that time.
// A sequence that the rules did not predict is minimized and kept as a scenario; exit 1 then.
import { bundle } from './lib/bundle.mjs';
import { prepare } from './lib/ensure.mjs';
import { at } from './lib/paths.mjs';
import { ensureWine } from './lib/wine.mjs';
import { runAttached } from './lib/run.mjs';

await prepare(async () => {
  // Also writes down where this checkout has its own: a copied one would use the prefix of the first.
  if (process.argv.includes('winsock')) await ensureWine({ install: true });
  await bundle('differential', { differential: 'tests/differential/program.ts' });
});
process.exitCode = await runAttached(process.execPath, [at('out', 'differential', 'differential.js'), ...process.argv.slice(2)]);
