// How much recordings slow programs down, beside strace: windows (under Wine), nginx, reading, talking, bpf-nginx, bpf-outside,
// bpf-rate, or those that are named. --json adds a last line
// for programs; --small tests the bench itself; exit 1 if a bar is missed, 3 if a package must be installed by hand.
import { bundle } from './lib/bundle.mjs';
import { prepare } from './lib/ensure.mjs';
import { at } from './lib/paths.mjs';
import { runAttached } from './lib/run.mjs';
import { SYSTEM_PACKAGES, installPackages } from './lib/system.mjs';

await prepare(() => bundle('bench-record', { bench: 'tests/bench/record/entry.ts' }));
const { strace, nginx, compiler, headers } = SYSTEM_PACKAGES;
const missing = [strace, nginx, compiler, headers].filter((item) => !item.present()).map((item) => item.name);
if (missing.length > 0 && !(await installPackages(missing))) process.exit(3);
process.exitCode = await runAttached(process.execPath, [at('out', 'bench-record', 'bench.js'), ...process.argv.slice(2)]);
