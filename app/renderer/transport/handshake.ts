/** Authenticates a page over a new WebSocket: nothing else is sent, and nothing is trusted, before that. */
import { attempt } from '../../shared/base/attempt.ts';
import { type Challenge, CLOSE, type Hello, type Welcome } from '../../shared/contract/handshake.ts';
import type { Keys } from './keys.ts';
import { type Answer, answerTo, newNumber } from './proofs.ts';

/**
 * `unknown`: the host knows no key of this page, or is another program. `full`: every seat is in use. `unreachable`: no host
 * answers at present.
 */
export type Outcome = Welcome | 'unknown' | 'full' | 'unreachable';

/** Resolves once the host has accepted or refused the page; if refused, the socket is closed. */
export function getIn(socket: WebSocket, keys: Keys, { tab, fresh }: Pick<Hello, 'tab' | 'fresh'>): Promise<Outcome> {
  const known = keys.all();
  const page = newNumber();
  let answered: Answer | null = null;
  return new Promise((resolve) => {
    const end = (outcome: Outcome) => {
      socket.removeEventListener('open', opened);
      socket.removeEventListener('message', hear);
      socket.removeEventListener('close', closed);
      if (outcome === 'unknown') keys.refused(known);
      if (typeof outcome === 'string') socket.close();
      resolve(outcome);
    };
    const opened = () => {
      if (known.length === 0) end('unknown');
      else socket.send(JSON.stringify({ hello: { ids: known.map(({ id }) => id), page, tab, fresh } satisfies Hello }));
    };
    const prove = async (challenge: Challenge) => {
      const key = known.find(({ id }) => id === challenge.id);
      answered = key ? await answerTo(challenge, key, page) : null;
      if (answered) socket.send(JSON.stringify({ proof: answered.proof }));
      else end('unknown');
    };
    const hear = ({ data }: MessageEvent<string>) => {
      const frame = frameOf(data);
      if (frame && 'challenge' in frame && !answered) void prove(frame.challenge).catch(() => end('unknown'));
      else if (frame && 'welcome' in frame && answered) {
        keys.welcomed(frame.welcome, answered.secret);
        end(frame.welcome);
      } else end('unknown');
    };
    const closed = ({ code }: CloseEvent) => end(code === CLOSE.unknown ? 'unknown' : code === CLOSE.full ? 'full' : 'unreachable');
    socket.addEventListener('open', opened);
    socket.addEventListener('message', hear);
    socket.addEventListener('close', closed);
  });
}

function frameOf(text: string): { challenge: Challenge } | { welcome: Welcome } | null {
  return attempt(() => JSON.parse(text) as { challenge: Challenge } | { welcome: Welcome } | null, null);
}
