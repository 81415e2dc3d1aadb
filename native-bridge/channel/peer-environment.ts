/** How a peer is started and finds its host: arguments and environment, whichever process starts it. */

/** Variable with the number of an inherited socket or pipe: the channel to the host. */
export const PEER_CHANNEL = 'HANDOFF_PEER_CHANNEL';
/** Variables with a loopback port and a single-use token, instead of a channel. */
export const PEER_PORT = 'HANDOFF_PEER_PORT';
export const PEER_TOKEN = 'HANDOFF_PEER_TOKEN';
/** First argument that makes any program start as a peer. */
export const PEER_MARK = '--peer';

/** Threads for blocking calls, several of which can be outstanding; libuv's default is 4. */
const POOL_SIZE = '32';

/** Variables that a peer needs: Winsock does not start without SystemRoot, and koffi is found by NODE_PATH under Wine. */
const KEPT = ['PATH', 'TMPDIR', 'TEMP', 'TMP', 'SystemRoot', 'windir', 'NODE_PATH', 'WINEPREFIX', 'WINEDEBUG', 'WINEDLLOVERRIDES'];

/** The environment of a peer: the variables it needs from `from`, and its pool size. */
export function peerEnvironment(from: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = KEPT.flatMap((name) => (from[name] === undefined ? [] : [[name, from[name]]]));
  return { ...Object.fromEntries(kept), UV_THREADPOOL_SIZE: POOL_SIZE };
}
