// Starts the product: Electron if it can run, otherwise the same page from the web host.
import { ensureBuild, ensureDependencies } from './lib/ensure.mjs';
import { electronBinary } from './lib/electron.mjs';
import { at, say } from './lib/paths.mjs';
import { runAttached } from './lib/run.mjs';

/** { binary } to run as the window, or { reason } for the web host. */
async function choose() {
  // The display first: without one there is no need to download anything.
  const needsDisplay = process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY;
  return needsDisplay ? { reason: 'there is no display' } : electronBinary();
}

try {
  await ensureDependencies();
  await ensureBuild();
  const { binary, reason } = await choose();
  const passed = process.argv.slice(2);
  if (binary) {
    say('host: Electron (its binary is present)');
    process.exitCode = await runAttached(binary, [at('.'), ...passed]);
  } else {
    say(`host: web, because Electron cannot run: ${reason}`);
    process.exitCode = await runAttached(process.execPath, [at('out', 'main', 'cli.js'), 'serve', ...passed]);
  }
} catch (error) {
  say(error.message);
  process.exitCode = 1;
}
