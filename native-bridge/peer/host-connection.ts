/**
 * How a peer finds who asks it: by a socket or pipe that it was born with, or, where another peer has created it, by a
 * port of the loopback and a token that is used once. In the second way it can also be asked by a second one.
 */
import { connect } from 'node:net';
import type { PeerAddress } from '../channel/protocol.ts';
import { Wire } from '../channel/wire.ts';

/** Number of the socket or pipe. */
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
export function connectToHost(onMessage: (message: unknown) => void, onEnd: () => void): Wire {
  const token = process.env[PEER_TOKEN] ?? '';
  const port = Number(process.env[PEER_PORT]);
  // What is started from here has no business with it.
  delete process.env[PEER_TOKEN];
  delete process.env[PEER_PORT];
  const wire = connectTo({ port, token }, onMessage);
  wire.onEnd(onEnd);
  return wire;
}

/** Connects to a door and says the token. */
export function connectTo({ port, token }: PeerAddress, onMessage: (message: unknown) => void): Wire {
  const socket = connect({ host: '127.0.0.1', port });
  const wire = new Wire(socket, onMessage);
  const hello: PeerHello = { kind: 'peer', token };
  socket.once('connect', () => { wire.send(hello); });
  return wire;
}
