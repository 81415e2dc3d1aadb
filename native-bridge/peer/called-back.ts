/**
 * How a peer finds its host: by a socket that it was born with, or, where it cannot have one or another peer has
 * created it, by a port of the loopback and a token that is used once.
 */
import { connect } from 'node:net';
import { Wire } from '../host/wire.ts';

/** Number of the socket. */
export const PEER_CHANNEL = 'HANDOFF_PEER_CHANNEL';
export const PEER_PORT = 'HANDOFF_PEER_PORT';
export const PEER_TOKEN = 'HANDOFF_PEER_TOKEN';
/** First argument of a program that is to be a peer, whatever else that program can be. */
export const PEER_MARK = '--peer';

/** First word of such a peer. */
export interface PeerHello {
  kind: 'peer';
  token: string;
}

/**
 * Connects to the host that this process was created for, and says the token.
 * @param onMessage what the host asks; @param onEnd the host is gone.
 */
export function callBack(onMessage: (message: unknown) => void, onEnd: () => void): Wire {
  const token = process.env[PEER_TOKEN] ?? '';
  const socket = connect({ host: '127.0.0.1', port: Number(process.env[PEER_PORT]) });
  // What is started from here has no business with it.
  delete process.env[PEER_TOKEN];
  delete process.env[PEER_PORT];
  const wire = new Wire(socket, onMessage);
  wire.onEnd(onEnd);
  const hello: PeerHello = { kind: 'peer', token };
  socket.once('connect', () => { wire.send(hello); });
  return wire;
}
