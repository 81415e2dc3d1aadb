/** Starts participants as utility processes: Node without a window, which can be killed at any time. */
import { utilityProcess, type UtilityProcess } from 'electron';
import { peerEnvironment } from '../../../../native-bridge/channel/peer-environment.ts';
import type { PeerLauncher, PeerProcess } from '../../../../native-bridge/host/launcher.ts';
import { endPid } from '../../../../native-bridge/host/known-processes.ts';
import { Ring } from '../../../../native-bridge/host/ring.ts';

/** Milliseconds that a process may take to exit when asked to. */
const ASKED_LIMIT_MS = 500;

/** The launcher of the Electron host. Peers use `process.parentPort`. */
export const utilityLauncher: PeerLauncher = {
  launch(entry, args, guarded) {
    const child = guarded(() => utilityProcess.fork(entry, [...args], {
      serviceName: 'Socket Handoff peer',
      stdio: ['ignore', 'ignore', 'pipe'],
      env: peerEnvironment(process.env),
    }));
    const words = new Ring(4096);
    child.stderr?.on('data', (chunk: Buffer) => { words.push(chunk); });
    const ended = new Promise<string>((resolve) => {
      child.once('exit', (code) => resolve([`exit code ${code}`, words.text().trim()].filter((text) => text !== '').join(': ')));
    });
    return new Promise((resolve, reject) => {
      child.once('spawn', () => resolve(wrap(child, ended)));
      void ended.then((how) => reject(new Error(`The peer process could not be started: ${how}`)));
    });
  },
};

function wrap(child: UtilityProcess, ended: Promise<string>): PeerProcess {
  // Electron forgets the pid as soon as the process has exited; 0 is not one of the session's processes.
  const pid = child.pid ?? 0;
  return {
    pid,
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a process, not a window
    send: (message) => { child.postMessage(message); },
    onMessage: (callback) => { child.on('message', callback); },
    onExit: (callback) => { void ended.then(callback); },
    kill: () => { end(child); },
  };
}

/** `UtilityProcess.kill` only asks, so a process that does not react is killed by its pid. */
function end(child: UtilityProcess): void {
  child.kill();
  setTimeout(() => {
    // While Electron reports a pid the process has not been reaped, so the pid cannot belong to another process.
    if (child.pid !== undefined) endPid(child.pid);
  }, ASKED_LIMIT_MS).unref();
}
