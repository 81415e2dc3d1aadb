/** Connections that have not proved a key yet: limited in number, size and time. All failures end them in the same way. */
import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';
import { CLOSE, type HandshakeKey, type Hello } from '../../../shared/contract/handshake.ts';
import type { WebLimits } from '../../../shared/base/limits.ts';
import { challengeFrame, readHello, readProof } from './frames.ts';
import { type Conversation, converse } from './proofs.ts';

/** Milliseconds for the close handshake of a refused connection. */
const CLOSING_MS = 1000;

/** A page that has proved a key. */
export interface Proved {
  id: string;
  /** What the page sent about itself. */
  hello: Hello;
  /** The key derived from the handshake. */
  secret(): string;
}

export interface DoorOptions {
  origin: string;
  limits: Pick<WebLimits, 'unproved' | 'proveMs' | 'unprovedBytes'>;
  find(id: string): HandshakeKey | null;
  /** The caller owns the connection from now on. */
  onProved(socket: WebSocket, who: Proved): void;
}

export class Door {
  readonly #options: DoorOptions;
  readonly #waiting = new Set<WebSocket>();

  constructor(options: DoorOptions) {
    this.#options = options;
  }

  /** The limit of waiting connections is reached. */
  get full(): boolean {
    return this.#waiting.size >= this.#options.limits.unproved;
  }

  /** Runs the handshake with a page. `transport` is the connection below the WebSocket. */
  greet(socket: WebSocket, transport: Socket): void {
    const { origin, limits, find, onProved } = this.#options;
    let conversation: Conversation | null = null;
    let hello: Hello | null = null;
    const before = transport.bytesRead;
    // An oversized frame is cut off while it arrives: `ws` would buffer all of it.
    const weigh = () => { if (transport.bytesRead - before > limits.unprovedBytes) socket.terminate(); };
    const end = (code: number, reason: string) => {
      socket.off('message', hear);
      socket.close(code, reason);
      // The other side can omit its half of the close handshake.
      clearTimeout(timer);
      timer = setTimeout(() => socket.terminate(), CLOSING_MS);
    };
    let timer = setTimeout(() => end(CLOSE.slow, 'No key was proved in time'), limits.proveMs);
    const hear = (data: Buffer, isBinary: boolean) => {
      if (isBinary) return end(CLOSE.unsupported, 'Frames are text');
      const text = data.toString('utf8');
      if (!conversation || !hello) {
        hello = readHello(text);
        if (!hello) return end(CLOSE.policy, 'Not a frame of this host');
        conversation = converse(hello, origin, find);
        return socket.send(challengeFrame(conversation.challenge));
      }
      const proof = readProof(text);
      if (proof === null) return end(CLOSE.policy, 'Not a frame of this host');
      const proved = conversation.fits(proof) ? conversation.known : null;
      // The key can have expired during the handshake.
      if (!proved || find(proved.id)?.key !== proved.key) return end(CLOSE.unknown, 'Not known here');
      leave();
      const { secret } = conversation;
      return onProved(socket, { id: proved.id, hello, secret });
    };
    const leave = () => {
      clearTimeout(timer);
      transport.off('data', weigh);
      socket.off('message', hear);
      this.#waiting.delete(socket);
    };
    this.#waiting.add(socket);
    transport.on('data', weigh);
    socket.on('message', hear);
    // An oversized or malformed frame: `ws` closes with its own code after it reports the error.
    socket.on('error', () => undefined);
    socket.on('close', leave);
  }
}
