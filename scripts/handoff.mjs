// The command line: brings dependencies and build up to date (saying so on stderr only), then runs it.
import { ensureBuild, ensureDependencies } from './lib/ensure.mjs';
import { at, say } from './lib/paths.mjs';
import { runAttached } from './lib/run.mjs';

try {
  await ensureDependencies();
  await ensureBuild();
} catch (error) {
  say(error.message);
  process.exit(1);
}
// npm runs scripts at the project root; paths on the command line are relative to the user's folder.
const cwd = (process.env.npm_lifecycle_event === 'handoff' && process.env.INIT_CWD) || process.cwd();
process.exitCode = await runAttached(process.execPath, [at('out', 'main', 'cli.js'), ...process.argv.slice(2)], { cwd });
