/**
 * The web host's side of the contract over one WebSocket. Requests carry a number that their answer repeats;
 * when the connection breaks, what was under way is answered as a problem and the connection is tried again.
 */
import type { Answer, HostEvent, Input, RequestName, Transport } from '../../shared/contract.ts';
import { logIn } from './login.ts';

type Frame = { id: number; answer: unknown } | { event: HostEvent };
type Waiting = (answer: unknown) => void;

const FIRST_RETRY_MS = 250;
const LAST_RETRY_MS = 4000;
/** A socket that was never opened this often in a row means that the host does not know this page. */
const REFUSALS = 3;

const GONE = { ok: false, code: 'internal', message: "The inspector's host is gone. It is tried again every few seconds." } as const;

/** Close code by which the host says that a second page took over; this one must not fight for the seat. */
const REPLACED = 4001;

/** Why this page will not be served any more. */
export type Refusal = 'unknown' | 'replaced';

/** A transport that also says when the host will have nothing to do with the page. */
export interface WebTransport extends Transport {
  onRefused(listener: (why: Refusal) => void): void;
}

export function connectSocket(): WebTransport {
  const listeners = new Set<(event: HostEvent) => void>();
  const connectionListeners = new Set<(connected: boolean) => void>();
  let refusedListener: (why: Refusal) => void = () => {};
  const waiting = new Map<number, Waiting>();
  let socket: WebSocket | null = null;
  let everOpen = false;
  let failures = 0;
  let nextId = 1;
  const queue: string[] = [];

  const open = () => {
    const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
    const ws = new WebSocket(`${scheme}://${location.host}/ws`);
    let opened = false;
    ws.addEventListener('open', () => {
      opened = true;
      everOpen = true;
      failures = 0;
      socket = ws;
      for (const frame of queue.splice(0)) ws.send(frame);
      for (const listener of connectionListeners) listener(true);
    });
    ws.addEventListener('message', ({ data }: MessageEvent<string>) => {
      const frame = JSON.parse(data) as Frame;
      if ('event' in frame) {
        for (const listener of listeners) listener(frame.event);
        return;
      }
      waiting.get(frame.id)?.(frame.answer);
      waiting.delete(frame.id);
    });
    ws.addEventListener('close', ({ code }) => {
      socket = null;
      failures += 1;
      if (code === REPLACED) {
        refusedListener('replaced');
        return;
      }
      if (opened || everOpen) for (const listener of connectionListeners) listener(false);
      if (!opened && !everOpen && failures >= REFUSALS) {
        refusedListener('unknown');
        return;
      }
      if (opened) {
        for (const answer of waiting.values()) answer(GONE);
        waiting.clear();
      }
      setTimeout(open, Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** failures));
    });
  };

  // An old cookie may still be good when the token is spent, as after opening the printed address twice.
  void logIn().then(open);

  return {
    request<K extends RequestName>(name: K, input: Input<K>): Promise<Answer<K>> {
      const id = nextId++;
      const frame = JSON.stringify({ id, request: name, input });
      return new Promise((resolve) => {
        // The host answers a request with that request's answer; the contract types both ends.
        waiting.set(id, (answer) => resolve(answer as Answer<K>));
        if (socket) socket.send(frame);
        else if (everOpen) {
          waiting.delete(id);
          resolve(GONE);
        } else queue.push(frame);
      });
    },
    onEvent(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    onConnection(listener) {
      connectionListeners.add(listener);
      return () => connectionListeners.delete(listener);
    },
    onRefused(listener) {
      refusedListener = listener;
    },
  };
}
