/** The real providers of this machine, for tests. They fail, not skip, where something is missing. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { Bridge } from '../../native-bridge/host/bridge.ts';
import { childLauncher } from '../../native-bridge/host/launcher.ts';
import { LocalSite } from '../../native-bridge/host/local-site.ts';
import { startWineBridge } from '../../native-bridge/host/wine.ts';
import type { WineVersion } from '../../app/shared/domain/platform.ts';
import type { ProviderEvents, SystemProvider } from '../../app/shared/provider/provider.ts';

export const OUT = resolve('out/main');
export const CACHE = resolve('.cache');

function built(name: string): string {
  const path = resolve(OUT, name);
  if (!existsSync(path)) throw new Error(`${path} is missing: run "npm run build" first (npm test does)`);
  return path;
}

export const linuxProvider = (events: ProviderEvents): Promise<SystemProvider> =>
  Promise.resolve(new Bridge(new LocalSite(childLauncher, built('peer.js')), events));

export const wineProvider = (events: ProviderEvents): Promise<SystemProvider> =>
  startWineBridge(CACHE, built('bridge-host.js'), events);

/** The provider on the Wine of that version. */
export const wineProviderOf = (version: WineVersion) => (events: ProviderEvents): Promise<SystemProvider> =>
  startWineBridge(CACHE, built('bridge-host.js'), events, undefined, version);
