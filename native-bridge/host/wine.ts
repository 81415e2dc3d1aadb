/** Real Winsock calls on Linux: the bridge host as Windows' node.exe under Wine. */
import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { attempt } from '../../app/shared/base/attempt.ts';
import type { WineVersion } from '../../app/shared/domain/platform.ts';
import type { ProviderEvents } from '../../app/shared/provider/provider.ts';
import { prefixHolds, wineserverWatch } from './wineserver.ts';
import { Bridge } from './bridge.ts';
import type { HostProcess } from './bridge-host-client.ts';
import { RemoteSite } from './remote-site.ts';
import { endLeftovers } from './wine-leftovers.ts';
import { makeFolder } from './session-folder.ts';
import { FOLDER_VARIABLE, PORT_VARIABLE, TOKEN_VARIABLE } from './remote-protocol.ts';
import { type ChosenWine, chosenWine, WINE_SETUP } from './wine-setup.ts';

export interface WineAvailability {
  available: boolean;
  /** How to make it available; null if it is. */
  reason: string | null;
  /** The Wine that would be used; null if none can be. */
  version: WineVersion | null;
}

/** Characters of Linux paths that no path under Wine can contain. */
const NOT_IN_WINDOWS = /["<>|*?:\\]/;

/** Milliseconds between checks that the host's first thread is running. */
const WATCH_EVERY_MS = 2000;

/**
 * Whether Winsock calls are possible through Wine, according to the set-up's files in `cacheDir`.
 * @param wanted the version, in any form that HANDOFF_WINE can have; without it, the Wine that the variable or the set-up chose.
 */
export function wineAvailability(cacheDir: string, wanted?: string): WineAvailability {
  const none = (reason: string): WineAvailability => ({ available: false, reason, version: null });
  if (process.platform !== 'linux') return none('Wine is used on Linux only');
  const setup = chosenWine(cacheDir, wanted);
  if (typeof setup === 'string') return none(setup);
  const missing = [setup.wine, setup.nodeExe, setup.prefix, setup.koffiDir].find((path) => !existsSync(path));
  if (missing !== undefined) return none(`${missing} is missing: ${WINE_SETUP}`);
  if (setup.asRoot && process.getuid?.() !== 0)
    return none(`Wine ${setup.version} runs in a folder of another Debian release, and only root can use it: run the inspector as root`);
  return { available: true, reason: null, version: setup.version };
}

/**
 * Starts the bridge host under Wine and connects to it; about 0.5 s, or some seconds when Wine is cold.
 * @param cacheDir the project's cache folder, where Wine was set up.
 * @param hostEntry Linux path of the built bridge-host.js, with peer.js beside it.
 * @param signal cancels the start; its reason is thrown then.
 * @param wanted as for `wineAvailability`.
 * @throws Error with what to do if Wine is not set up, or with the host's last output.
 */
export async function startWineBridge(
  cacheDir: string, hostEntry: string, events: ProviderEvents, signal?: AbortSignal, wanted?: string,
): Promise<Bridge> {
  const { available, reason } = wineAvailability(cacheDir, wanted);
  const setup = chosenWine(cacheDir, wanted);
  if (!available || typeof setup === 'string') throw new Error(reason ?? 'Wine is not set up');
  if (!existsSync(hostEntry)) throw new Error(`${hostEntry} is missing: run "npm run build"`);
  const odd = [hostEntry, setup.nodeExe, setup.koffiDir].find((path) => NOT_IN_WINDOWS.test(path));
  if (odd !== undefined)
    throw new Error(`Windows has no name for ${odd}, which has one of the characters " < > | * ? : \\ in it: move it elsewhere`);
  signal?.throwIfAborted();
  const folder = await makeFolder('wine');
  return new Bridge(await RemoteSite.launch((port, token) => launch(setup, hostEntry, folder, port, token), signal), events);
}

function launch(setup: ChosenWine, hostEntry: string, folder: string, port: number, token: string): HostProcess {
  // Under Wine, standard streams must be files: node.exe fails with EBADF at the first write to a pipe.
  const words = join(folder, 'host.log');
  const log = openSync(words, 'a', 0o600);
  const child = spawn(setup.wine, [setup.nodeExe, windowsPath(hostEntry)], {
    stdio: ['ignore', log, log],
    env: {
      ...wineEnvironment(setup),
      [PORT_VARIABLE]: String(port),
      [TOKEN_VARIABLE]: token,
      // Wine's default folder for temporary files can be read by other users.
      [FOLDER_VARIABLE]: windowsPath(folder),
    },
  });
  closeSync(log);
  const ended = new Promise<string>((resolve) => {
    const done = (how: string) => {
      const last = lastWords(words);
      void rm(folder, { recursive: true, force: true }).finally(() => { resolve(last ? `${how}: ${last}` : how); });
    };
    child.once('error', (error) => { done(error.message); });
    // Wine can end the first thread alone (an exception on the stack that koffi provides for a call): then the host stops
    // answering, and no exit is reported while other threads wait. It also stops answering when the wineserver has died.
    let why: string | null = null;
    const serverEnded = wineserverWatch(setup.prefix);
    const watch = setInterval(() => {
      if (child.pid !== undefined && firstThreadEnded(child.pid)) why = 'its first thread ended, and it was killed';
      else if (serverEnded()) why = 'the wineserver ended, and it was killed';
      if (why !== null) child.kill('SIGKILL');
    }, WATCH_EVERY_MS);
    watch.unref();
    child.once('exit', (code, signal) => {
      clearInterval(watch);
      // One that has cleaned up leaves none.
      if (code !== 0) endLeftovers(`${TOKEN_VARIABLE}=${token}`);
      done(why ?? (signal ? `signal ${signal}` : `exit code ${code}`));
    });
  });
  return { ended, kill: () => { child.kill('SIGKILL'); }, holdsSockets: () => prefixHolds(setup.prefix) };
}

/** The environment of a program of ours under Wine. */
export const wineEnvironment = ({ prefix, koffiDir }: ChosenWine): NodeJS.ProcessEnv => ({
  ...process.env,
  // In the C locale Wine cannot read paths that are not ASCII.
  LC_ALL: 'C.UTF-8',
  WINEPREFIX: prefix,
  WINEDEBUG: '-all',
  WINEDLLOVERRIDES: 'mscoree=;mshtml=;winemenubuilder.exe=d',
  NODE_PATH: windowsPath(koffiDir),
  // Options meant for this process name Linux files.
  NODE_OPTIONS: '',
});

/** A Linux path in Wine's form: drive Z is the root. */
export const windowsPath = (path: string): string => `Z:${path.replaceAll('/', '\\')}`;

/** A process whose first thread has ended is a zombie that still has threads. */
function firstThreadEnded(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.charAt(stat.lastIndexOf(')') + 2) === 'Z' && readdirSync(`/proc/${pid}/task`).length > 1;
  } catch {
    return false;
  }
}

function lastWords(file: string): string {
  return attempt(() => readFileSync(file, 'utf8').trim().slice(-2000), '');
}
