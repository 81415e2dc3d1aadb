/** Commands for the recorder's process: a line on its descriptor 4, and then a signal for its bell. */
import type { Writable } from 'node:stream';
import type { WireCommand } from '../../../shared/recording/ptrace/wire.ts';
import type { HoldControl, HoldFilter, Release } from '../../../shared/recording/source.ts';
import { sendSignal } from './send-signal.ts';

export class RecorderCommands implements HoldControl {
  #pipe: Writable | null = null;
  /** Process that makes the recorder look for commands; null while there is none. */
  bell: number | null = null;
  #waiting: WireCommand[] = [];

  /** `pipe`: leads to the recorder. */
  open(pipe: Writable): void {
    this.#pipe = pipe;
    // The recorder has ended: there is nothing left to release.
    pipe.on('error', () => undefined);
  }

  /** The recorder listens. */
  begin(bell: number): void {
    this.bell = bell;
    for (const command of this.#waiting.splice(0)) this.#send(command);
  }

  holdBefore(filters: readonly HoldFilter[]): void {
    this.#send({ kind: 'hold', filters });
  }

  release(id: number, how: Release): void {
    this.#send({ kind: 'release', id, how });
  }

  #send(command: WireCommand): void {
    if (this.bell === null) this.#waiting.push(command);
    else this.#pipe?.write(`${JSON.stringify(command)}\n`, () => { if (this.bell !== null) sendSignal(this.bell, 'SIGUSR2'); });
  }
}
