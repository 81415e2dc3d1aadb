/** One connected page: passes its frames through the gate, and sends it the answers and the host's events. */
import { WebSocket } from 'ws';
import type { HostEvent } from '../../../shared/contract/contract.ts';
import { CLOSE, type Welcome } from '../../../shared/contract/handshake.ts';
import type { WebLimits } from '../../../shared/base/limits.ts';
import { answer, refusal, type HostedService } from '../gate.ts';
import { OpenSessions } from '../open-sessions.ts';
import { answerFrame, eventFrame, readFrame, welcomeFrame } from './frames.ts';

export interface ClientOptions {
  service: HostedService;
  /** Identifies the page; unchanged when the page reconnects. */
  tab: string;
  limits: Pick<WebLimits, 'outstanding' | 'unreadBytes' | 'pingMs'>;
  onGone(client: Client): void;
  onAttached(session: string): void;
}

export class Client {
  readonly sessions: OpenSessions;
  readonly #socket: WebSocket;
  readonly #options: ClientOptions;
  readonly #pings: NodeJS.Timeout;
  #outstanding = 0;
  #answersPings = true;

  /** `socket` has proved its key. */
  constructor(socket: WebSocket, options: ClientOptions) {
    this.#socket = socket;
    this.#options = options;
    this.sessions = new OpenSessions(options.service, options.onAttached);
    socket.on('message', (data, isBinary) => {
      if (isBinary) socket.close(CLOSE.unsupported, 'Frames are text');
      // With the default binaryType, `ws` delivers text as one Buffer.
      else void this.#receive((data as Buffer).toString('utf8'));
    });
    socket.on('pong', () => { this.#answersPings = true; });
    this.#pings = setInterval(() => this.#ping(), options.limits.pingMs);
    socket.on('close', () => {
      clearInterval(this.#pings);
      options.onGone(this);
    });
  }

  get tab(): string {
    return this.#options.tab;
  }

  tell(event: HostEvent): void {
    this.#send(eventFrame(event));
  }

  welcome(welcome: Welcome): void {
    this.#send(welcomeFrame(welcome));
  }

  close(code: number, reason: string): void {
    this.#socket.close(code, reason);
  }

  /** Detects a page that vanished without a close (a broken tunnel), which would otherwise keep its seat and its sessions. */
  #ping(): void {
    if (!this.#answersPings) return this.#socket.terminate();
    this.#answersPings = false;
    this.#socket.ping();
  }

  async #receive(text: string): Promise<void> {
    if (this.#socket.readyState !== WebSocket.OPEN) return;
    const frame = readFrame(text);
    if (frame.kind === 'garbage') return this.close(CLOSE.policy, 'Not a frame of this host');
    if (frame.kind === 'malformed') return this.#send(answerFrame(frame.id, refusal(frame.reason)));
    const { service, limits } = this.#options;
    if (this.#outstanding >= limits.outstanding) {
      return this.#send(answerFrame(frame.id, refusal(`More than ${limits.outstanding} requests await their answer`)));
    }
    this.#outstanding++;
    const given = await answer(service, frame.request, frame.input);
    this.#outstanding--;
    this.sessions.note(frame.request, frame.input, given);
    this.#send(answerFrame(frame.id, given));
  }

  #send(text: string): void {
    if (this.#socket.readyState !== WebSocket.OPEN) return;
    this.#socket.send(text);
    if (this.#socket.bufferedAmount > this.#options.limits.unreadBytes) this.#socket.terminate();
  }
}
