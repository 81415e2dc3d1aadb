// Runs everything: prepares the machine, then typecheck, lint, vitest, playwright. A failing suite does
// not stop the others. The last line of stdout is `N passed, N failed, N skipped`; exit 1 when anything
// failed or nothing passed.
import { ensureBuild, ensureDependencies } from './lib/ensure.mjs';
import { say } from './lib/paths.mjs';
import { SUITES, result } from './lib/suites.mjs';
import { SYSTEM_PACKAGES, installPackages } from './lib/system.mjs';
import { ensureWine } from './lib/wine.mjs';

/** @type {{ name: string, outcome: import('./lib/suites.mjs').Result }[]} */
const outcomes = [];

async function attempt(name, work) {
  try {
    const outcome = await work();
    if (outcome) outcomes.push({ name, outcome });
  } catch (error) {
    say(`${name}: ${error.message}`);
    outcomes.push({ name, outcome: result({ failed: 1, notes: [error.message] }) });
  }
}

// Missing tools are failures, never skips: a run without real Winsock calls or a browser proves too little.
await attempt('dependencies', () => ensureDependencies());
if (process.platform === 'linux') {
  await attempt('system packages', async () => {
    const missing = Object.values(SYSTEM_PACKAGES).filter((item) => !item.present());
    const names = missing.map((item) => item.name);
    if (names.length > 0 && !(await installPackages(names))) throw new Error(`missing: ${names.join(', ')}`);
  });
  await attempt('wine', async () => void (await ensureWine({ install: true })));
}
await attempt('build', () => ensureBuild());
for (const suite of SUITES) {
  console.log(`\n== ${suite.name}`);
  await attempt(suite.name, suite.run);
}

const sum = (key) => outcomes.reduce((total, { outcome }) => total + outcome[key], 0);
console.log('');
for (const { name, outcome } of outcomes) {
  const notes = outcome.notes.length > 0 ? ` (${outcome.notes.join('; ')})` : '';
  console.log(`${name}: ${outcome.passed} passed, ${outcome.failed} failed, ${outcome.skipped} skipped${notes}`);
}
for (const { outcome } of outcomes) {
  const state = outcome.failed > 0 ? 'failed' : 'unsteady';
  for (const name of outcome.failures) console.log(`${state}: ${name}`);
}
for (const { outcome } of outcomes) for (const reason of outcome.notRun) console.log(`not run: ${reason}`);
console.log(`${sum('passed')} passed, ${sum('failed')} failed, ${sum('skipped')} skipped`);
process.exitCode = sum('failed') > 0 || sum('passed') === 0 ? 1 : 0;
