// Peers killed at random moments: --runs N (on Linux; a tenth of it under Wine), --seed S. The short form is in npm test.
import { parseArgs } from 'node:util';
import { ensureBuild, ensureDependencies } from './lib/ensure.mjs';
import { say } from './lib/paths.mjs';
import { runTool } from './lib/run.mjs';

try {
  const { values } = parseArgs({ options: { runs: { type: 'string' }, seed: { type: 'string' } } });
  for (const [name, value] of Object.entries(values))
    if (!/^[1-9]\d*$/.test(value)) throw new Error(`kills: --${name} is a number from 1 up, not "${value}"`);
  await ensureDependencies();
  await ensureBuild();
  const env = { ...(values.runs && { HANDOFF_KILLS: values.runs }), ...(values.seed && { HANDOFF_SEED: values.seed }) };
  process.exitCode = await runTool('vitest', 'vitest', ['run', '--project', 'kills'], { env, stdio: 'inherit' });
} catch (error) {
  say(error.message);
  process.exitCode = 2;
}
