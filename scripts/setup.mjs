// Prepares this machine for everything the project can do: Chromium for the browser tests, Wine for
// real Winsock calls, compilers and Python for the clients that tests run. `--browser` or `--wine` does
// only that one. Exit 3: something must be installed by hand.
import { parseArgs } from 'node:util';
import { say } from './lib/paths.mjs';
import { SYSTEM_PACKAGES, installPackages } from './lib/system.mjs';
import { ensureWine } from './lib/wine.mjs';

const { values } = parseArgs({ options: { wine: { type: 'boolean' }, browser: { type: 'boolean' } } });
const all = !values.wine && !values.browser;
const chosen = Object.entries(SYSTEM_PACKAGES).filter(([key]) => all || values[key]);

if (process.platform !== 'linux') {
  say('nothing to set up: only Linux needs Wine, and Windows makes the calls itself');
  process.exit(0);
}
const missing = chosen.filter(([, item]) => !item.present());
for (const [, item] of chosen) if (item.present()) say(`${item.name}: present`);
if (missing.length > 0 && !(await installPackages(missing.map(([, item]) => item.name)))) process.exit(3);
if (all || values.wine) {
  try {
    const { prefix } = await ensureWine({ install: true });
    say(`wine: ready (${prefix})`);
  } catch (error) {
    say(error.message);
    process.exit(1);
  }
}
