// Prepares this machine for everything the project can do: Chromium for the browser tests, Wine for
// real Winsock calls, compilers and Python for the clients that tests run. `--browser` or `--wine` does
// only that one. `--wine 10` builds Wine 10 beside the machine's own, in a folder of the Debian release that has it, as root;
// `--wine 10 --remove` removes it. `--use 10` makes it the one that is used where HANDOFF_WINE names none.
// `--wine [VERSION] --plan` prints what would be installed, as JSON, and changes nothing.
// Exit 3: something must be installed by hand.
import { parseArgs } from 'node:util';
import { say } from './lib/paths.mjs';
import { SYSTEM_PACKAGES, installPackages } from './lib/system.mjs';
import { ensureWine, isDescribed } from './lib/wine.mjs';
import { winePlan } from './lib/wine-plan.mjs';
import { RELEASES, buildWine, removeWine } from './lib/wine-folder.mjs';

const { values, positionals } = parseArgs({
  options: {
    wine: { type: 'boolean' }, browser: { type: 'boolean' }, remove: { type: 'boolean' }, plan: { type: 'boolean' },
    use: { type: 'string' },
  },
  allowPositionals: true,
});
const [major, ...more] = positionals;
if (more.length > 0 || (major !== undefined && !values.wine) || (values.remove && major === undefined)
  || (values.plan && (!values.wine || values.remove))) {
  leave(2, 'usage: npm run setup [-- [--browser] [--wine [VERSION] [--remove | --plan]] [--use VERSION]]');
}
if (major !== undefined && !Object.hasOwn(RELEASES, major)) {
  leave(2, `no Debian release that can be built here has Wine ${major}: there are ${Object.keys(RELEASES).join(' and ')}`);
}
if (values.plan) {
  process.stdout.write(`${JSON.stringify(winePlan(major))}\n`);
  process.exit(0);
}
if (process.platform !== 'linux') leave(0, 'nothing to set up: only Linux needs Wine, and Windows makes the calls itself');

const all = !values.wine && !values.browser && values.use === undefined;
// A Wine of another release needs debootstrap and not the machine's own Wine.
const wanted = Object.entries(SYSTEM_PACKAGES).filter(([key]) => all || (values[key] && (key !== 'wine' || major === undefined)));
const missing = wanted.filter(([, item]) => !item.present());
for (const [, item] of wanted) if (item.present()) say(`${item.name}: present`);
if (missing.length > 0 && !(await installPackages(missing.map(([, item]) => item.name)))) process.exit(3);
if (all || values.wine || values.use !== undefined) {
  try {
    await setUpWine();
  } catch (error) {
    leave(1, error.message);
  }
}

async function setUpWine() {
  if (values.remove) {
    say((await removeWine(major)) ? `wine ${major}: removed` : `wine ${major}: there is none in this checkout`);
    if (!isDescribed()) return;
  } else if (major !== undefined) await buildWine(major);
  const use = values.use && (/\./.test(values.use) ? values.use : `${values.use}.0`);
  const wines = await ensureWine({ install: true, ...(use ? { first: use } : {}) });
  if (use && wines[0].version !== use) {
    throw new Error(`Wine ${values.use} is not set up here; there are ${wines.map(({ version }) => version).join(' and ')}.`);
  }
  for (const { version, prefix } of wines) say(`wine ${version}: ready (${prefix})`);
}

function leave(code, line) {
  say(line);
  process.exit(code);
}
