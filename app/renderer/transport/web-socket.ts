/**
 * The web host's side of the contract over one WebSocket. Requests carry a number that their answer repeats;
 * when the connection breaks, what was under way is answered as a problem and the connection is tried again.
 */
import type { Answer, Connection, HostEvent, Input, RequestName, Transport } from '../../shared/contract.ts';
import { logIn } from './login.ts';
import { type ResumeKey, takeUpAgain } from './resume.ts';

type Frame = { id: number; answer: unknown } | { event: HostEvent } | { resume: ResumeKey };
type Waiting = (answer: unknown) => void;

const FIRST_RETRY_MS = 250;
const LAST_RETRY_MS = 4000;
/** A socket that was never opened this often in a row means that the host does not know this page. */
const REFUSALS = 3;

const GONE = { ok: false, code: 'internal', message: "The inspector's host is gone. It is tried again every few seconds." } as const;

/** Close code by which the host says that a second page took over; this one must not fight for the seat. */
const REPLACED = 4001;

/** Why this page will not be served any more. `restarted`: the host was started anew, and does not know the page. */
export type Refusal = 'unknown' | 'replaced' | 'full' | 'restarted';

/** A transport that also says when the host will have nothing to do with the page. */
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
  const waiting = new Map<number, Waiting>();
  let socket: WebSocket | null = null;
  let everOpen = false;
  /** What this page takes up again with; null where the host has given it nothing. */
  let resume: ResumeKey | null = null;
  /** The host has been started anew since the page was last connected. */
  let restarted = false;
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
      tell({ connected: true, restarted, resumes: false });
      restarted = false;
    });
    ws.addEventListener('message', ({ data }: MessageEvent<string>) => {
      const frame = JSON.parse(data) as Frame;
      if ('event' in frame) {
        for (const listener of listeners) listener(frame.event);
        return;
      }
      if ('resume' in frame) {
        ({ resume } = frame);
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
      if (everOpen) tell({ connected: false, restarted: false, resumes: resume !== null });
      if (!everOpen && failures >= REFUSALS) {
        refusedListener('unknown');
        return;
      }
      if (opened) {
        for (const answer of waiting.values()) answer(GONE);
        waiting.clear();
      }
      setTimeout(() => void again(), Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** failures));
    });
  };

  /** Before the connection is tried again: is the host there, is it ours, does it know this page? */
  const again = async () => {
    const outcome = everOpen ? await takeUpAgain(resume) : 'known';
    if (outcome === 'refused') {
      refusedListener('restarted');
      return;
    }
    if (outcome === 'taken-up') restarted = true;
    if (outcome !== 'unreachable') {
      open();
      return;
    }
    failures += 1;
    setTimeout(() => void again(), Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** failures));
  };

  // An old cookie may still be good when the token is spent, as after opening the printed address twice.
  void logIn().then((login) => {
    if (login === 'full') refusedListener('full');
    else open();
  });

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
