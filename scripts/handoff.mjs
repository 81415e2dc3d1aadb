// The command line: brings dependencies and build up to date (saying so on stderr only), then runs it.
import { prepare } from './lib/ensure.mjs';
import { at } from './lib/paths.mjs';
import { runAttached } from './lib/run.mjs';

await prepare();
// npm runs scripts at the project root; paths on the command line are relative to the user's folder.
const cwd = (process.env.npm_lifecycle_event === 'handoff' && process.env.INIT_CWD) || process.cwd();
process.exitCode = await runAttached(process.execPath, [at('out', 'main', 'cli.js'), ...process.argv.slice(2)], { cwd });
