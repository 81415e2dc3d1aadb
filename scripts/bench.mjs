// Checks the speed bars: brings dependencies and build up to date, bundles tests/bench, and runs it.
// Arguments select topics (rules, seek, handoff, ui, or a part of it: ui-load, ui-graph, ui-latency, ui-long, ui-churn,
// ui-live, ui-million, ui-growing); --json adds a last line for programs; exit 1 if a bar is missed.
import { bundle } from './lib/bundle.mjs';
import { prepare } from './lib/ensure.mjs';
import { at } from './lib/paths.mjs';
import { runAttached } from './lib/run.mjs';

await prepare(() => bundle('bench', { bench: 'tests/bench/entry.ts', bare: 'tests/bench/bare.ts' }));
process.exitCode = await runAttached(process.execPath, ['--expose-gc', at('out', 'bench', 'bench.js'), ...process.argv.slice(2)]);
