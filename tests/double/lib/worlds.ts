/** Builds the scripts that run in every document: the page's end of the bridge, and the preload's world. */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { CDPSession } from 'playwright-core';
import type { WebPreferences } from './preferences.ts';

export const ISOLATED_WORLD = 'Electron Isolated Context';

const read = (name: string) => readFileSync(new URL(`../in-page/${name}`, import.meta.url), 'utf8');
const copy = read('copy.mjs').replaceAll(/^export /gm, '');
const bridge = read('bridge.js');

/** Name of the binding through which the preload's world speaks to us; no page can guess it. */
export const SEND = `electron_${randomBytes(12).toString('hex')}`;
const events = { TO_MAIN: randomBytes(12).toString('hex'), TO_ISOLATED: randomBytes(12).toString('hex') };

/** Registers binding and scripts with the page, in the order in which they must run. */
export async function prepareWorlds(cdp: CDPSession, preferences: WebPreferences): Promise<void> {
  const isolated = preferences.contextIsolation;
  await cdp.send('Runtime.addBinding', { name: SEND, ...(isolated ? { executionContextName: ISOLATED_WORLD } : {}) });
  if (isolated) await cdp.send('Page.addScriptToEvaluateOnNewDocument', { source: wrap({}, copy, bridge, read('main-world.js')) });
  const preload = preferences.preload === null ? '' : readFileSync(preferences.preload, 'utf8');
  const source = wrap(
    { OPTIONS: { nodeIntegrationInSubFrames: preferences.nodeIntegrationInSubFrames, contextIsolation: isolated } },
    `const PRELOAD = function (require, exports, module) {\n${preload}\n};`, copy, bridge, read('isolated-world.js'),
  );
  await cdp.send('Page.addScriptToEvaluateOnNewDocument', { source, ...(isolated ? { worldName: ISOLATED_WORLD } : {}) });
}

function wrap(constants: Record<string, unknown>, ...parts: string[]): string {
  const given = Object.entries({ ...events, SEND, ...constants }).map(([name, value]) => `const ${name} = ${JSON.stringify(value)};`);
  return `(() => {\n${[...given, ...parts].join('\n')}\n})();`;
}
