/** The program that a recorder launched, and the end of its recording: commands wait for both. */
import type { TaskEnd } from '../../../shared/recording/raw.ts';
import type { ProgramEnd } from './program-end.ts';
import { sendSignal } from './send-signal.ts';

export class LaunchedProgram {
  #pid: number | null = null;
  #how: ProgramEnd = { code: null, signal: null };
  #programEnded: () => void = () => undefined;
  #over: () => void = () => undefined;
  #ended: (how: ProgramEnd) => void = () => undefined;
  /** It has ended; its children can live on, and are recorded. */
  readonly programEnded = new Promise<void>((resolve) => { this.#programEnded = resolve; });
  /** All programs have ended, or the recording was stopped: what is left to read was seen before. */
  readonly over = new Promise<void>((resolve) => { this.#over = resolve; });
  /** How it ended, when everything is read; without a code and a signal for one that runs on. */
  readonly ended = new Promise<ProgramEnd>((resolve) => { this.#ended = resolve; });

  /** `pid`: null if the recorder attached to a process. */
  begin(pid: number | null): void {
    this.#pid = pid;
  }

  end(how: TaskEnd): void {
    this.#how = how.kind === 'exited' ? { code: how.code, signal: null } : { code: null, signal: how.signal as NodeJS.Signals };
    this.#pid = null;
    this.#programEnded();
  }

  recordingOver(): void {
    this.#over();
  }

  allRead(): void {
    this.#ended(this.#how);
  }

  /** Returns false if there is none, or it has ended. */
  signal(signal: NodeJS.Signals): boolean {
    if (this.#pid === null) return false;
    sendSignal(this.#pid, signal);
    return true;
  }
}
