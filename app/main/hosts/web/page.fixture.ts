/** A page of the web host without a browser, for tests: it proves a key like `renderer/transport`, or deviates on request. */
import { createHmac, randomBytes } from 'node:crypto';
import { WebSocket } from 'ws';
import { type Challenge, type HandshakeKey, type Welcome, TOKEN_ID, proofText, secretText } from '../../../shared/contract/handshake.ts';

export const number = (): string => randomBytes(32).toString('base64url');

export function mac(key: string, text: string): string {
  return createHmac('sha256', Buffer.from(key, 'base64url')).update(text).digest('base64url');
}

export interface Entering {
  /** Headers of the upgrade, in addition to Origin or replacing it. */
  headers?: Record<string, string>;
  /** A loaded page by default. */
  fresh?: boolean;
  /** A new one each time by default. */
  tab?: string;
  /** The proof to send instead of the correct one. */
  proof?: (right: string, challenge: Challenge, page: string) => string;
}

export interface Entered {
  socket: WebSocket;
  welcome: Welcome;
  /** The key to connect with from now on. */
  key: HandshakeKey;
  /** The host proved the key as well. */
  challenge: Challenge;
}

/** The origin and the token of a printed address. */
export function addressOf(url: string): { origin: string; token: HandshakeKey } {
  const { origin, hash } = new URL(url);
  return { origin, token: { id: TOKEN_ID, key: new URLSearchParams(hash.slice(1)).get('token')! } };
}

/** Connects and proves one of the keys. Resolves with the close code if the host ends it, or with the status that refused the upgrade. */
export function enter(origin: string, keys: readonly HandshakeKey[], how: Entering = {}): Promise<Entered | number> {
  const { headers = {}, fresh = true, tab = number(), proof } = how;
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`${origin.replace('http', 'ws')}/ws`, { headers: { origin, ...headers } });
    const page = number();
    let given: { challenge: Challenge; key: HandshakeKey } | null = null;
    const hear = (data: Buffer) => {
      const frame = JSON.parse(data.toString('utf8')) as { challenge: Challenge } | { welcome: Welcome };
      if ('challenge' in frame) {
        const { challenge } = frame;
        const key = keys.find(({ id }) => id === challenge.id) ?? { id: challenge.id, key: number() };
        given = { challenge, key };
        const right = mac(key.key, proofText('page', origin, challenge.id, page, challenge.host));
        socket.send(JSON.stringify({ proof: proof ? proof(right, challenge, page) : right }));
      } else if (given) {
        socket.off('message', hear);
        const { challenge, key } = given;
        const { welcome } = frame;
        const secret = mac(key.key, secretText(origin, challenge.id, page, challenge.host));
        resolve({ socket, welcome, challenge, key: welcome.secretId === null ? key : { id: welcome.secretId, key: secret } });
      }
    };
    socket.on('open', () => socket.send(JSON.stringify({ hello: { ids: keys.map(({ id }) => id), page, tab, fresh } })));
    socket.on('message', hear);
    socket.on('close', (code) => resolve(code));
    socket.on('unexpected-response', (_request, response) => {
      response.resume();
      resolve(response.statusCode!);
    });
    socket.on('error', (error) => { if (!/Unexpected server response/.test(error.message)) reject(error); });
  });
}
