/**
 * Runs a program under strace, the first source for programs that are launched. strace writes a file: a pipe would be a
 * descriptor that the program inherits. The file is read when strace has ended, which is when the last traced process has.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { childrenOf } from '../../../../native-bridge/linux/ptrace/tree.ts';
import type { Loss, RecordingSink, RecordingSource } from '../../../shared/recording/source.ts';
import { StraceReader } from '../../../shared/recording/strace/reader.ts';
import type { Tally } from '../../../shared/recording/tally.ts';
import { Unavailable } from '../errors/unavailable.ts';
import type { ProgramEnd } from './program-end.ts';
import { sendSignal } from './send-signal.ts';

const INSTALL = 'strace is not installed. Install the package strace, or record a log with --from-strace.';

export class StraceRun implements RecordingSource {
  readonly id = 'strace';
  readonly #command: readonly string[];
  readonly #calls: readonly string[];
  readonly #reader: StraceReader;
  #strace: ChildProcess | null = null;
  #stopped = false;
  #over: () => void = () => undefined;
  /** The programs have ended, or the recording was stopped: the log is read then. */
  readonly over = new Promise<void>((resolve) => { this.#over = resolve; });
  #ended: (end: ProgramEnd) => void = () => undefined;
  /** How strace ended, which is how the program did; without a code and a signal for one that runs on. */
  readonly ended = new Promise<ProgramEnd>((resolve) => { this.#ended = resolve; });

  /** `calls`: names of the calls that strace stops at. */
  constructor(command: readonly string[], calls: readonly string[], wanted: (name: string) => boolean, tally: Tally) {
    this.#command = command;
    this.#calls = calls;
    this.#reader = new StraceReader(wanted, tally);
  }

  get loss(): Loss {
    return this.#reader.loss;
  }

  /** Input and output of the program are those of this process. @throws Unavailable without strace. */
  async start(sink: RecordingSink): Promise<void> {
    const trace = this.#calls.map((name) => `?${name}`).join(',');
    const folder = await mkdtemp(join(tmpdir(), 'handoff-record-'));
    const log = join(folder, 'strace.log');
    const options = ['-f', '-q', '-ttt', '-T', '-yy', '--seccomp-bpf', '-e', `trace=${trace}`, '-o', log];
    const strace = spawn('strace', [...options, '--', ...this.#command], { stdio: 'inherit' });
    this.#strace = strace;
    // Before the program can end.
    strace.once('exit', (code, signal) => {
      this.#ended({ code, signal });
      this.#over();
    });
    try {
      await started(strace);
    } catch (error) {
      await rm(folder, { recursive: true, force: true });
      throw error;
    }
    void this.#read(log, sink).then(() => rm(folder, { recursive: true, force: true }));
  }

  /** Ends the recording. strace stays until the programs have ended: without it the calls that it filters would fail. */
  stop(): Promise<void> {
    this.#strace?.unref();
    this.#stopped = true;
    this.#ended({ code: null, signal: null });
    this.#over();
    return Promise.resolve();
  }

  /** Sends a signal to the program, whose end ends the recording. If only its children are left, they go on unrecorded. */
  signal(signal: NodeJS.Signals): void {
    const strace = this.#strace?.pid;
    // The program is the only child of strace: processes that lose their parent get another one.
    const [program] = strace === undefined ? [] : childrenOf(strace, strace);
    if (program === undefined || !sendSignal(program, signal)) void this.stop();
  }

  async #read(log: string, sink: RecordingSink): Promise<void> {
    await this.over;
    try {
      let rest = '';
      // One character per byte: a character never spans two pieces.
      for await (const piece of createReadStream(log, { encoding: 'latin1', highWaterMark: PIECE }) as AsyncIterable<string>) {
        const lines = (rest + piece).split('\n');
        rest = lines.pop()!;
        sink.events(lines.flatMap((line) => this.#reader.line(line)));
      }
      // A line that strace still writes has no end.
      if (!this.#stopped) sink.events(this.#reader.line(rest));
      sink.ended(null);
    } catch (error) {
      sink.ended(`the log of strace cannot be read: ${(error as Error).message}`);
    }
  }
}

/** Bytes per read. */
const PIECE = 1 << 20;

function started(strace: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    strace.once('spawn', resolve);
    strace.once('error', (error: NodeJS.ErrnoException) => {
      reject(new Unavailable(error.code === 'ENOENT' ? INSTALL : `cannot start strace: ${error.message}`));
    });
  });
}
