/** Environment variables of every peer, whichever process starts it. */

/** Threads for calls that wait, several of which may be outstanding; libuv's default is 4. */
const POOL_SIZE = '32';

/** What a peer needs of the environment: Winsock does not start without SystemRoot, koffi is found by NODE_PATH under Wine. */
const KEPT = ['PATH', 'TMPDIR', 'TEMP', 'TMP', 'SystemRoot', 'windir', 'NODE_PATH', 'WINEPREFIX', 'WINEDEBUG', 'WINEDLLOVERRIDES'];

/** The environment of a peer: what it needs of `from`, and its pool size. */
export function peerEnvironment(from: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = KEPT.flatMap((name) => (from[name] === undefined ? [] : [[name, from[name]]]));
  return { ...Object.fromEntries(kept), UV_THREADPOOL_SIZE: POOL_SIZE };
}
