/** Real Winsock calls on Linux: the bridge host as Windows' node.exe under Wine. */
import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProviderEvents } from '../../app/shared/provider/provider.ts';
import { prefixHolds, wineserverWatch } from './wineserver.ts';
import { Bridge } from './bridge.ts';
import type { HostProcess } from './host-client.ts';
import { RemoteSite } from './remote-site.ts';
import { endLeftovers } from './wine-leftovers.ts';
import { makeFolder } from './session-folder.ts';
import { FOLDER_VARIABLE, PORT_VARIABLE, TOKEN_VARIABLE } from './remote-protocol.ts';

/** The set-up script's record in the cache folder: absolute Linux paths. */
interface WineSetup {
  wine: string;
  nodeExe: string;
  prefix: string;
  koffiDir: string;
}

export interface WineAvailability {
  available: boolean;
  /** How to make it available; null if it is. */
  reason: string | null;
}

/** How Wine is set up. */
export const WINE_SETUP =
  'run "npm run setup" once in a checkout (it needs wine64: apt-get install -y --no-install-recommends wine64); elsewhere '
    + 'HANDOFF_CACHE names the .cache folder of that checkout';

/** Characters of Linux paths that no path under Wine can contain. */
const NOT_IN_WINDOWS = /["<>|*?:\\]/;

/** Milliseconds between checks that the host's first thread is running. */
const WATCH_EVERY_MS = 2000;

/** Whether Winsock calls are possible through Wine, according to the set-up's files in `cacheDir`. */
export function wineAvailability(cacheDir: string): WineAvailability {
  if (process.platform !== 'linux') return { available: false, reason: 'Wine is used on Linux only' };
  const setup = readSetup(cacheDir);
  if (!setup) return { available: false, reason: `Wine is not set up: ${WINE_SETUP}` };
  const missing = [setup.wine, setup.nodeExe, setup.prefix, setup.koffiDir].find((path) => !existsSync(path));
  return missing === undefined ? { available: true, reason: null } : { available: false, reason: `${missing} is missing: ${WINE_SETUP}` };
}

/**
 * Starts the bridge host under Wine and connects to it; about 0.5 s, or some seconds when Wine is cold.
 * @param cacheDir the project's cache folder, where Wine was set up.
 * @param hostEntry Linux path of the built bridge-host.js, with peer.js beside it.
 * @param signal cancels the start; its reason is thrown then.
 * @throws Error with what to do if Wine is not set up, or with the host's last output.
 */
export async function startWineBridge(
  cacheDir: string, hostEntry: string, events: ProviderEvents, signal?: AbortSignal,
): Promise<Bridge> {
  const { available, reason } = wineAvailability(cacheDir);
  const setup = readSetup(cacheDir);
  if (!available || !setup) throw new Error(reason ?? 'Wine is not set up');
  if (!existsSync(hostEntry)) throw new Error(`${hostEntry} is missing: run "npm run build"`);
  const odd = [hostEntry, setup.nodeExe, setup.koffiDir].find((path) => NOT_IN_WINDOWS.test(path));
  if (odd !== undefined)
    throw new Error(`Windows has no name for ${odd}, which has one of the characters " < > | * ? : \\ in it: move it elsewhere`);
  signal?.throwIfAborted();
  const folder = await makeFolder('wine');
  return new Bridge(await RemoteSite.launch((port, token) => launch(setup, hostEntry, folder, port, token), signal), events);
}

function launch(setup: WineSetup, hostEntry: string, folder: string, port: number, token: string): HostProcess {
  // Under Wine, standard streams must be files: node.exe fails with EBADF at the first write to a pipe.
  const words = join(folder, 'host.log');
  const log = openSync(words, 'a', 0o600);
  const child = spawn(setup.wine, [setup.nodeExe, windowsPath(hostEntry)], {
    stdio: ['ignore', log, log],
    env: {
      ...process.env,
      // In the C locale Wine cannot read paths that are not ASCII.
      LC_ALL: 'C.UTF-8',
      WINEPREFIX: setup.prefix,
      WINEDEBUG: '-all',
      WINEDLLOVERRIDES: 'mscoree=;mshtml=;winemenubuilder.exe=d',
      NODE_PATH: windowsPath(setup.koffiDir),
      // Options meant for this process name Linux files.
      NODE_OPTIONS: '',
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
  try {
    return readFileSync(file, 'utf8').trim().slice(-2000);
  } catch {
    return '';
  }
}

function readSetup(cacheDir: string): WineSetup | null {
  try {
    const found = JSON.parse(readFileSync(join(cacheDir, 'wine', 'wine.json'), 'utf8')) as Partial<WineSetup>;
    const { wine, nodeExe, prefix, koffiDir } = found;
    const paths = [wine, nodeExe, prefix, koffiDir];
    return paths.every((path) => typeof path === 'string' && path !== '')
      ? { wine: wine!, nodeExe: nodeExe!, prefix: prefix!, koffiDir: koffiDir! } : null;
  } catch {
    return null;
  }
}
