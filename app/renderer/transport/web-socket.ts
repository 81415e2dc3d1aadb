/**
 * The web host's side of the contract over one WebSocket. Requests have a number that their answer repeats;
 * if the connection breaks, pending requests are answered with a problem, and the connection is retried.
 */
import type { Answer, Connection, HostEvent, Input, RequestName, Transport } from '../../shared/contract/contract.ts';
import { CLOSE } from '../../shared/contract/handshake.ts';
import { getIn } from './handshake.ts';
import { Keys } from './keys.ts';
import { newNumber } from './proofs.ts';
import { strings } from './strings.ts';

type Frame = { id: number; answer: unknown } | { event: HostEvent };
type Waiting = (answer: unknown) => void;

const FIRST_RETRY_MS = 250;
const LAST_RETRY_MS = 4000;
/** After this many failed first connections in a row, the host is considered not to serve this page. */
const REFUSALS = 3;

const GONE = { ok: false, code: 'internal', message: strings.disconnected } as const;
const LOST = { ok: false, code: 'internal', message: strings.replaced } as const;

/** Why this page is no longer served. `restarted`: the host has restarted, and does not know the page. */
export type Refusal = 'unknown' | 'replaced' | 'full' | 'restarted';

/** A transport that also reports if the host refuses the page. */
export interface WebTransport extends Transport {
  onRefused(listener: (why: Refusal) => void): void;
}

export function connectSocket(): WebTransport {
  const listeners = new Set<(event: HostEvent) => void>();
  const connectionListeners = new Set<(connection: Connection) => void>();
  const tell = (connection: Connection) => {
    for (const listener of connectionListeners) listener(connection);
  };
  let refusedListener: (why: Refusal) => void = () => {};
  const keys = new Keys();
  const tab = newNumber();
  const waiting = new Map<number, Waiting>();
  let socket: WebSocket | null = null;
  /** Of the last connected host; null before the first connection. */
  let run: string | null = null;
  let replaced = false;
  let failures = 0;
  let nextId = 1;
  const queue: string[] = [];

  const open = async () => {
    const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
    const ws = new WebSocket(`${scheme}://${location.host}/ws`);
    const outcome = await getIn(ws, keys, { tab, fresh: run === null });
    if (typeof outcome === 'object') {
      const restarted = run !== null && run !== outcome.run;
      ({ run } = outcome);
      connected(ws, restarted, outcome.tookOver);
    } else if (outcome === 'full') refusedListener('full');
    else if (outcome === 'unknown' || (run === null && failures + 1 >= REFUSALS)) refusedListener(run === null ? 'unknown' : 'restarted');
    else retry();
  };

  const retry = () => {
    failures += 1;
    if (run !== null) tell({ connected: false, restarted: false, resumes: keys.resumes, tookOver: false });
    setTimeout(() => void open(), Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** failures));
  };

  const connected = (ws: WebSocket, restarted: boolean, tookOver: boolean) => {
    socket = ws;
    failures = 0;
    replaced = false;
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
      replaced = code === CLOSE.replaced;
      for (const answer of waiting.values()) answer(replaced ? LOST : GONE);
      waiting.clear();
      if (replaced) {
        refusedListener('replaced');
        return;
      }
      retry();
    });
    for (const frame of queue.splice(0)) ws.send(frame);
    tell({ connected: true, restarted, resumes: false, tookOver });
  };

  void open();

  return {
    request<K extends RequestName>(name: K, input: Input<K>): Promise<Answer<K>> {
      const id = nextId++;
      const frame = JSON.stringify({ id, request: name, input });
      return new Promise((resolve) => {
        // The host answers a request with that request's answer; the contract types both ends.
        waiting.set(id, (answer) => resolve(answer as Answer<K>));
        if (socket) socket.send(frame);
        else if (run === null) queue.push(frame);
        else {
          waiting.delete(id);
          resolve(replaced ? LOST : GONE);
        }
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
    takeBack() {
      if (!replaced) return;
      replaced = false;
      void open();
    },
  };
}
