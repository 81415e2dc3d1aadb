/** What a recorded program writes to its standard output and error: the end of it, in the order in which it came. */
import { spawn } from 'node:child_process';
import { closeSync } from 'node:fs';
import { Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { RECORDING } from '../../../shared/base/limits.ts';
import { makePipe } from '../../../../native-bridge/linux/pipe.ts';

/** Milliseconds for what is in the pipe when the recording ends. */
const REST_MS = 200;

/** What is no UTF-8 is shown as a replacement character. */
const UTF8 = new TextDecoder('utf-8', { ignoreBOM: true });

/** Where the first whole character is: the bytes before are the rest of one that was left out. */
function firstWhole(bytes: Uint8Array): number {
  const at = bytes.subarray(0, 4).findIndex((byte) => (byte & 0xc0) !== 0x80);
  return Math.max(0, at);
}

export class ProgramOutput {
  /** For the program; closed here by `started`. */
  readonly fd: number;
  readonly #read: number;
  readonly #pipe: Socket;
  #kept = Buffer.alloc(0);
  #began = false;

  /** `grew`: there is more. @throws Error if the system has no pipe. */
  constructor(grew: () => void) {
    ({ read: this.#read, write: this.fd } = makePipe());
    this.#pipe = new Socket({ fd: this.#read, readable: true, writable: false });
    this.#pipe.on('error', () => undefined);
    this.#pipe.on('data', (bytes) => {
      // A copy: what is left out must not stay in memory.
      this.#kept = Buffer.from(Buffer.concat([this.#kept, bytes]).subarray(-RECORDING.outputBytes));
      grew();
    });
  }

  /** The last `RECORDING.outputBytes` bytes. Foreign text. */
  get text(): string {
    return UTF8.decode(this.#kept.subarray(firstWhole(this.#kept)));
  }

  /** The program has its end of the pipe, or did not start. */
  started(): void {
    if (!this.#began) closeSync(this.fd);
    this.#began = true;
  }

  /** Waits a moment for what was written already, and leaves. */
  async end(): Promise<void> {
    this.started();
    if (!this.#pipe.closed) await Promise.race([new Promise((done) => { this.#pipe.once('close', done); }), pause(REST_MS)]);
    this.#leave();
  }

  /** Nothing more is kept. What runs on can write: a process without a reader for its output would be ended by SIGPIPE. */
  #leave(): void {
    if (this.#pipe.readableEnded || this.#pipe.destroyed) return;
    this.#pipe.pause();
    // Without it this process goes on reading.
    const readOn = () => {
      this.#pipe.removeAllListeners('data');
      this.#pipe.resume();
    };
    try {
      const reader = spawn('cat', [], { stdio: [this.#read, 'ignore', 'ignore'], detached: true });
      reader.once('spawn', () => { this.#pipe.destroy(); });
      reader.once('error', readOn);
      reader.unref();
    } catch {
      readOn();
    }
  }
}
