/** Transfers a blob over a named pipe: the frame in one direction, the answer in the other. */
import { type Server, type Socket, connect, createServer } from 'node:net';
import {
  type Answer, type BlobFrame, decodeAnswer, decodeBlobFrame, encodeAnswer, encodeBlobFrame,
} from '../../../shared/external-process/frame.ts';
import { InputProblem } from '../../../shared/base/input-problem.ts';
import { type Endpoint, endpointProblem } from './place.ts';

/**
 * Resolves with the answer, or null if the other end closed without one.
 * @param makeFrame called once a process listens: an export cannot be undone (S7). Its errors are passed on.
 */
export function giveByPipe(place: Endpoint, makeFrame: () => BlobFrame, signal: AbortSignal): Promise<Answer | null> {
  return new Promise((resolve, reject) => {
    const pipe = connect(place.path);
    const stop = () => { pipe.destroy(signal.reason as Error); };
    signal.addEventListener('abort', stop, { once: true });
    let got = Buffer.alloc(0);
    pipe.on('connect', () => {
      try {
        pipe.write(encodeBlobFrame(makeFrame()));
      } catch (error) {
        pipe.destroy(error as Error);
      }
    });
    pipe.on('data', (chunk: Buffer) => {
      got = Buffer.concat([got, chunk]);
      try {
        const answer = decodeAnswer(got);
        if (answer) resolve(answer);
        if (answer) pipe.destroy();
      } catch (error) {
        pipe.destroy(new InputProblem((error as Error).message, place.text, 'The receiver must answer "K", or "E" with a number.'));
      }
    });
    pipe.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE' || error.code === 'ECONNRESET') resolve(null);
      else reject(endpointProblem(error.code ?? '', place, error));
    });
    pipe.on('close', () => {
      signal.removeEventListener('abort', stop);
      resolve(null);
    });
  });
}

/** Listens on a pipe for one frame. */
export class PipeInbox {
  readonly #server: Server;
  readonly #place: Endpoint;
  #pipe: Socket | null = null;

  private constructor(server: Server, place: Endpoint) {
    this.#server = server;
    this.#place = place;
  }

  static async open(place: Endpoint): Promise<PipeInbox> {
    const server = createServer();
    await new Promise<void>((resolve, reject) => {
      server.once('error', (error: NodeJS.ErrnoException) => { reject(endpointProblem(error.code ?? '', place, error, true)); });
      server.listen(place.path, resolve);
    });
    return new PipeInbox(server, place);
  }

  /** Resolves with the first frame. @throws InputProblem if it is not one, or the abort reason of `signal`. */
  take(signal: AbortSignal): Promise<BlobFrame> {
    return new Promise((resolve, reject) => {
      const bad = (why: string) => {
        reject(new InputProblem(`the received bytes are not a frame: ${why}`, this.#place.text,
          'Send HANDOFF1, the process id, 628 and the bytes.')); };
      signal.addEventListener('abort', () => { reject(signal.reason as Error); }, { once: true });
      this.#server.once('connection', (pipe: Socket) => {
        this.#pipe = pipe;
        let got = Buffer.alloc(0);
        pipe.on('error', () => { pipe.destroy(); });
        pipe.on('end', () => { bad(`it ended after ${got.length} bytes`); });
        pipe.on('data', (chunk: Buffer) => {
          got = Buffer.concat([got, chunk]);
          try {
            const frame = decodeBlobFrame(got);
            if (frame) resolve(frame);
          } catch (error) {
            bad((error as Error).message);
          }
        });
      });
    });
  }

  answer(answer: Answer): void {
    this.#pipe?.end(encodeAnswer(answer));
  }

  /** Closes the pipe once the answer has been sent. */
  close(): void {
    this.#server.close();
    if (this.#pipe && !this.#pipe.writableEnded) this.#pipe.destroy();
    else this.#pipe?.destroySoon();
  }
}
