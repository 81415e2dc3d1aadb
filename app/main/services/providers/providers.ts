/** Which providers can run here, why others cannot, and how they are created. */
import { join } from 'node:path';
import type { ProviderInfo } from '../../../shared/contract/contract.ts';
import type { Rules } from '../../../shared/domain/entities.ts';
import { compareVersions, type WineVersion, winePlatform, wineVersion } from '../../../shared/domain/platform.ts';
import { ModelProvider } from '../../../shared/model/provider.ts';
import type { Provider, ProviderEvents } from '../../../shared/provider/provider.ts';
import { InputProblem } from '../../../shared/base/input-problem.ts';
import type { ProviderId } from '../../../shared/trace/step.ts';
import { Bridge } from '../../../../native-bridge/host/bridge.ts';
import { type PeerLauncher, childLauncher } from '../../../../native-bridge/host/launcher.ts';
import { LocalSite } from '../../../../native-bridge/host/local-site.ts';
import { platformName } from '../../../../native-bridge/host/probe.ts';
import { aboutSurroundings } from '../errors/surroundings.ts';
import { Unavailable } from '../errors/unavailable.ts';
import { startWineBridge, wineAvailability } from '../../../../native-bridge/host/wine.ts';
import { WINE_SETUP, WINE_VARIABLE, winesSetUp } from '../../../../native-bridge/host/wine-setup.ts';

export interface ProvidersOptions {
  outDir: string;
  cacheDir: string;
  launcher?: PeerLauncher;
}

export class Providers {
  readonly #options: ProvidersOptions;

  constructor(options: ProvidersOptions) {
    this.#options = options;
  }

  async list(): Promise<ProviderInfo[]> {
    return Promise.all((['model', 'winsock', 'linux'] as const).map((id) => this.#describe(id)));
  }

  /** The provider, if it can run scenarios of these rules here. Throws InputProblem or Unavailable. */
  async usable(id: ProviderId, rules: Rules): Promise<ProviderInfo> {
    const info = await this.#describe(id);
    if (!info.rules.includes(rules)) {
      throw new InputProblem(`the scenario is written in ${NAMES[rules]} calls, which the provider "${id}" does not make`, 'provider',
        `Choose "${rules}" or "model", or the ${NAMES[info.rules[0]!]} form of the scenario.`);
    }
    if (!info.available) throw new Unavailable(`The provider "${id}" cannot run here: ${info.reason}`);
    return info;
  }

  /**
   * The platforms that a provider can run on here, by name: one for each Wine of this machine, unless HANDOFF_WINE names one.
   * `wine` is for `make`; `unavailable` is why the platform cannot be used, or null.
   */
  platforms(id: ProviderId): { name: string; wine?: WineVersion; unavailable: string | null }[] {
    if (id !== 'winsock') return [{ name: id, unavailable: null }];
    if (process.platform === 'win32') return [{ name: platformName(), unavailable: null }];
    const { cacheDir } = this.#options;
    const chosen = wineAvailability(cacheDir).version;
    const all = winesSetUp(cacheDir).map(({ version }) => version);
    return (process.env[WINE_VARIABLE] && chosen ? [chosen] : all.sort(compareVersions)).map((wine) =>
      ({ name: winePlatform(wine), wine, unavailable: wineAvailability(cacheDir, wine).reason }));
  }

  /**
   * Only for a provider that is `usable`. Throws the signal's reason if it aborts before the provider is ready.
   * @param wine the version, if not the one that HANDOFF_WINE or the set-up chose.
   */
  make(id: ProviderId, rules: Rules, events: ProviderEvents, signal?: AbortSignal, wine?: WineVersion): Promise<Provider> {
    if (id === 'model') return Promise.resolve(new ModelProvider(rules, events));
    if (id === 'winsock' && process.platform !== 'win32') {
      return startWineBridge(this.#options.cacheDir, join(this.#options.outDir, 'bridge-host.js'), events, signal, wine).catch((
        error: unknown,
      ) => {
        if (signal?.aborted || aboutSurroundings(error)) throw error;
        throw new Unavailable(
          `The provider "winsock" cannot start here: ${oneLine((error as Error).message)}. Set Wine up again: ${WINE_SETUP}.`);
      });
    }
    return Promise.resolve(new Bridge(
      new LocalSite(this.#options.launcher ?? childLauncher, join(this.#options.outDir, 'peer.js')), events));
  }

  #describe(id: ProviderId): Promise<ProviderInfo> {
    switch (id) {
      case 'model':
        return Promise.resolve({ id, label: 'Model, no calls', rules: ['winsock', 'linux'], available: true, reason: null });
      case 'linux': {
        const available = process.platform === 'linux';
        const reason = available ? null
          : process.platform === 'darwin' ? MACOS
            : 'it makes Linux calls, and this is not Linux. Use the model, or run the inspector on Linux.';
        return Promise.resolve({ id, label: 'Linux, real calls', rules: ['linux'], available, reason });
      }
      case 'winsock':
        return Promise.resolve(this.#winsock());
    }
  }

  #winsock(): ProviderInfo {
    if (process.platform === 'win32') {
      const version = wineVersion(platformName());
      const label = version === null ? 'Winsock on Windows, real calls' : `Winsock on Wine ${version}, real calls`;
      return { id: 'winsock', label, rules: ['winsock'], available: true, reason: null };
    }
    if (process.platform === 'darwin')
      return { id: 'winsock', label: 'Winsock, real calls', rules: ['winsock'], available: false, reason: MACOS };
    const { available, reason, version } = wineAvailability(this.#options.cacheDir);
    const label = `Winsock on Wine${version === null ? '' : ` ${version}`}, real calls`;
    const setUp = winesSetUp(this.#options.cacheDir).length === 0 ? { setUp: true as const } : {};
    return { id: 'winsock', label, rules: ['winsock'], available, reason: available ? null : reason, ...setUp };
  }
}

/** A program's last output can have many lines. */
const oneLine = (text: string): string => text.replace(/\s+/g, ' ').slice(0, 300);

const MACOS = 'real calls are not supported on macOS. Use the model, or run the inspector on Windows or Linux.';

const NAMES: Readonly<Record<Rules, string>> = { winsock: 'Winsock', linux: 'Linux' };
