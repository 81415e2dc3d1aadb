// The live inventory beside ss and lsof, on a generated load. --json adds a last line with all medians in
// ms; --small tests the bench itself; exit 1 if a bar is missed, 3 if ss or lsof must be installed by hand.
import { prepare } from './lib/ensure.mjs';
import { bundleLive } from './lib/live.mjs';
import { at } from './lib/paths.mjs';
import { runAttached } from './lib/run.mjs';
import { SYSTEM_PACKAGES, installPackages } from './lib/system.mjs';

await prepare(() => bundleLive());
const missing = [SYSTEM_PACKAGES.ss, SYSTEM_PACKAGES.lsof].filter((item) => !item.present()).map((item) => item.name);
if (missing.length > 0 && !(await installPackages(missing))) process.exit(3);
process.exitCode = await runAttached(process.execPath, [at('out', 'live', 'bench.js'), ...process.argv.slice(2)]);
