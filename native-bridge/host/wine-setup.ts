/** Which Wines the set-up has prepared, and which of them is used. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { WINES_TRIED, type WineVersion, wineVersion } from '../../app/shared/domain/platform.ts';

/** A Wine and what every Wine uses, from the set-up script's record in the cache folder: absolute Linux paths. */
export interface ChosenWine {
  version: WineVersion;
  wine: string;
  prefix: string;
  /** Whether only root can run it. */
  asRoot: boolean;
  nodeExe: string;
  koffiDir: string;
}

/** How Wine is set up. */
export const WINE_SETUP =
  'run "npm run setup" once in a checkout (it needs wine64: apt-get install -y --no-install-recommends wine64); elsewhere '
    + 'HANDOFF_CACHE names the .cache folder of that checkout';

/** The environment variable that names the Wine to use: "10", "10.0" or "wine-10.0". */
export const WINE_VARIABLE = 'HANDOFF_WINE';

/** The Wines that were set up, the one to use first. Empty if there are none. */
export function winesSetUp(cacheDir: string): readonly ChosenWine[] {
  try {
    const found = JSON.parse(readFileSync(join(cacheDir, 'wine', 'wine.json'), 'utf8')) as Partial<Record<string, unknown>>;
    const { nodeExe, koffiDir, others = [] } = found;
    return [found, ...(others as Partial<Record<string, unknown>>[])].map(({ version, wine, prefix, asRoot }) => {
      if (![version, wine, prefix, nodeExe, koffiDir].every((text) => typeof text === 'string' && text !== '')) throw new TypeError();
      return { version: version as WineVersion, wine: wine as string, prefix: prefix as string, asRoot: asRoot === true,
        nodeExe: nodeExe as string, koffiDir: koffiDir as string };
    });
  } catch {
    return [];
  }
}

/**
 * The Wine to use.
 * @param wanted its version; without it HANDOFF_WINE decides, and without that the set-up.
 * @returns how to set it up if it is not.
 */
export function chosenWine(cacheDir: string, wanted: string | undefined = process.env[WINE_VARIABLE]): ChosenWine | string {
  const wines = winesSetUp(cacheDir);
  if (wines.length === 0) return `Wine is not set up: ${WINE_SETUP}`;
  if (wanted === undefined || wanted === '') return wines[0]!;
  const version = wineVersion(wanted.startsWith('wine-') ? wanted : `wine-${wanted}`);
  if (version === null) return `${WINE_VARIABLE} must be a version such as 10 or 10.0, and is "${wanted}"`;
  // "10" is any Wine 10; "10.0" is that one.
  const found = wines.find((item) => item.version === version)
    ?? (/\d\.\d/.test(wanted) ? undefined : wines.find((item) => item.version.startsWith(`${version.split('.')[0]}.`)));
  return found ?? `Wine ${wanted} is not set up (${wines.map((item) => item.version).join(' and ')} ${wines.length === 1 ? 'is' : 'are'}): `
    + howToGet(version);
}

/** The set-up builds the versions that were tried; any other must be the machine's own. */
function howToGet(version: WineVersion): string {
  const [major] = version.split('.');
  return WINES_TRIED.some((tried) => tried.startsWith(`${major}.`)) ? `run "npm run setup -- --wine ${major}" as root in a checkout`
    : `install it as this machine's Wine and run "npm run setup", or unset ${WINE_VARIABLE}`;
}
