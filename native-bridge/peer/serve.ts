/** Answers the requests of a host that arrive as messages. */
import type { PeerReply, PeerRequest } from '../channel/protocol.ts';
import type { Peer } from './peer.ts';

/** Answers one request, synchronously if the peer does. Never throws: a failure is a reply, too. */
export function serve(peer: Peer, message: unknown, reply: (reply: PeerReply) => void): void {
  const { id, op, input } = message as PeerRequest;
  const fail = (error: unknown): void => { reply({ id, ok: false, problem: error instanceof Error ? error.message : String(error) }); };
  try {
    const answer = peer.answer(op, input);
    if (answer instanceof Promise) answer.then((output) => { reply({ id, ok: true, output }); }, fail);
    else reply({ id, ok: true, output: answer });
  } catch (error) {
    fail(error);
  }
}
