/** How a peer that inherits no channel finds its host: by a loopback port and a single-use token. */
import { connect } from 'node:net';
import { PEER_PORT, PEER_TOKEN } from '../channel/peer-environment.ts';
import type { PeerAddress, PeerHello } from '../channel/protocol.ts';
import { Wire } from '../channel/wire.ts';

/**
 * Connects to the host for which this process was created, and sends the token.
 * @param onMessage called with requests of the host; @param onEnd called when the host is gone.
 */
export function connectToHost(onMessage: (message: unknown) => void, onEnd: () => void): Wire {
  const token = process.env[PEER_TOKEN] ?? '';
  const port = Number(process.env[PEER_PORT]);
  // Child processes must not inherit it.
  delete process.env[PEER_TOKEN];
  delete process.env[PEER_PORT];
  const wire = connectTo({ port, token }, onMessage);
  wire.onEnd(onEnd);
  return wire;
}

/** Connects to an endpoint and sends the token. */
export function connectTo({ port, token }: PeerAddress, onMessage: (message: unknown) => void): Wire {
  const socket = connect({ host: '127.0.0.1', port });
  const wire = new Wire(socket, onMessage);
  const hello: PeerHello = { kind: 'peer', token };
  socket.once('connect', () => { wire.send(hello); });
  return wire;
}
