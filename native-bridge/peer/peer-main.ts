/** The program of one participant process; also, in a worker thread of any process, the program of a thread. */
import { isMainThread } from 'node:worker_threads';
import { Wire } from '../channel/wire.ts';
import { PEER_CHANNEL, PEER_MARK } from '../channel/peer-environment.ts';
import { connectToHost } from './host-connection.ts';
import { Peer } from './peer.ts';
import type { PeerReply } from '../channel/protocol.ts';
import { serve } from './serve.ts';
import { runThread } from './thread.ts';

/** The parent port of Electron's utilityProcess; this folder must not depend on Electron's types. */
interface ParentPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { data: unknown }) => void): void;
}

if (isMainThread) runPeer();
else runThread();

function runPeer(): void {
  const created = process.argv.includes(PEER_MARK);
  const [name = 'peer', role] = process.argv.slice(created ? process.argv.indexOf(PEER_MARK) + 1 : 2);
  const peer = new Peer({
    name, role: role === 'outside' ? 'outside' : 'participant', inProcess: false, entry: import.meta.filename,
  });
  if (created) {
    const wire: Wire = connectToHost((message) => { serve(peer, message, (reply) => { wire.send(reply); }); }, endAtOnce);
    return;
  }
  const { parentPort } = process as unknown as { parentPort?: ParentPort };
  if (parentPort) {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a parent process, not a window
    const answer = (reply: PeerReply): void => { parentPort.postMessage(reply); };
    parentPort.on('message', (event) => { serve(peer, event.data, answer); });
    // Chromium ends a utility process when its parent is gone.
    return;
  }
  const channel = process.env[PEER_CHANNEL];
  if (channel === undefined) throw new Error('A peer is started by the inspector, not by hand');
  // Child processes must not inherit it.
  delete process.env[PEER_CHANNEL];
  const wire: Wire = Wire.over(Number(channel), (message) => { serve(peer, message, (reply) => { wire.send(reply); }); });
  wire.onEnd(endAtOnce);
}

/**
 * A peer must not outlive its host, since it holds sockets. An orderly exit waits for the pool's
 * threads, which can be blocked in a recv forever: only a kill ends such a process.
 */
function endAtOnce(): void {
  process.kill(process.pid, 'SIGKILL');
}
