/** One connected page: its frames go through the gate, its answers and the host's events back to it. */
import { WebSocket } from 'ws';
import type { HostEvent } from '../../../shared/contract.ts';
import { answer, refusal } from '../gate.ts';
import type { HostedService } from '../gate.ts';
import { OpenSessions } from '../open-sessions.ts';
import { CLOSE, answerFrame, eventFrame, readFrame, resumeFrame } from './frames.ts';

/** A page waits for most of its answers; one that does not is flooding us. */
const MAX_OUTSTANDING = 256;
/** A page that does not read what it is told would have us keep it all: more than this and it is cut off. */
const MAX_UNREAD_BYTES = 64 * 1024 * 1024;

export class Client {
  readonly sessions: OpenSessions;
  readonly #socket: WebSocket;
  readonly #service: HostedService;
  #outstanding = 0;

  constructor(socket: WebSocket, service: HostedService, onGone: (client: Client) => void, onAttached: (session: string) => void) {
    this.#socket = socket;
    this.#service = service;
    this.sessions = new OpenSessions(service, onAttached);
    socket.on('message', (data, isBinary) => {
      if (isBinary) socket.close(CLOSE.unsupported, 'Frames are text');
      // Without a binaryType of our choosing, `ws` gives text as one Buffer.
      else void this.#receive((data as Buffer).toString('utf8'));
    });
    // An oversized or broken frame: `ws` closes with its own code and tells us first.
    socket.on('error', () => undefined);
    socket.on('close', () => onGone(this));
  }

  tell(event: HostEvent): void {
    this.#send(eventFrame(event));
  }

  /** What this page may take up again with when the host is started anew. */
  tellResume(key: { id: string; key: string }): void {
    this.#send(resumeFrame(key));
  }

  close(code: number, reason: string): void {
    this.#socket.close(code, reason);
  }

  async #receive(text: string): Promise<void> {
    if (this.#socket.readyState !== WebSocket.OPEN) return;
    const frame = readFrame(text);
    if (frame.kind === 'garbage') return this.close(CLOSE.policy, 'Not a frame of this host');
    if (frame.kind === 'malformed') return this.#send(answerFrame(frame.id, refusal(frame.reason)));
    if (this.#outstanding >= MAX_OUTSTANDING) {
      return this.#send(answerFrame(frame.id, refusal(`More than ${MAX_OUTSTANDING} requests await their answer`)));
    }
    this.#outstanding++;
    const given = await answer(this.#service, frame.request, frame.input);
    this.#outstanding--;
    this.sessions.note(frame.request, frame.input, given);
    this.#send(answerFrame(frame.id, given));
  }

  #send(text: string): void {
    if (this.#socket.readyState !== WebSocket.OPEN) return;
    this.#socket.send(text);
    if (this.#socket.bufferedAmount > MAX_UNREAD_BYTES) this.#socket.terminate();
  }
}
