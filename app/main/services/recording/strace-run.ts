/** Runs a program under strace, the first source for programs that are launched, and reads its log while it runs. */
import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import type { Loss, RecordingSink, RecordingSource } from '../../../shared/recording/source.ts';
import { StraceReader } from '../../../shared/recording/strace/reader.ts';
import type { Tally } from '../../../shared/recording/tally.ts';
import { Unavailable } from '../errors/unavailable.ts';

/** The log: descriptor 3 of strace. */
const LOG = '/dev/fd/3';
const INSTALL = 'strace is not installed. Install the package strace, or record a log with --from-strace.';

export interface ProgramEnd { code: number | null; signal: NodeJS.Signals | null }

export class StraceRun implements RecordingSource {
  readonly id = 'strace';
  readonly #command: readonly string[];
  readonly #calls: readonly string[];
  readonly #reader: StraceReader;
  #strace: ChildProcess | null = null;
  #ended: (end: ProgramEnd) => void = () => undefined;
  /** How strace ended: as the program did. */
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
    const strace = spawn('strace', ['-f', '-q', '-ttt', '-T', '-yy', '--seccomp-bpf', '-e', `trace=${trace}`, '-o', LOG, '--', ...this.#command],
      { stdio: ['inherit', 'inherit', 'inherit', 'pipe'] });
    this.#strace = strace;
    await new Promise<void>((resolve, reject) => {
      strace.once('spawn', resolve);
      strace.once('error', (error: NodeJS.ErrnoException) => {
        reject(new Unavailable(error.code === 'ENOENT' ? INSTALL : `cannot start strace: ${error.message}`));
      });
    });
    strace.once('exit', (code, signal) => { this.#ended({ code, signal }); });
    this.#read(strace.stdio[3] as Readable, sink);
  }

  /** Ends strace, which lets the program go on. */
  async stop(): Promise<void> {
    this.#strace?.kill('SIGTERM');
    await this.ended;
  }

  #read(log: Readable, sink: RecordingSink): void {
    let rest = '';
    log.setEncoding('latin1');
    log.on('data', (piece: string) => {
      const lines = (rest + piece).split('\n');
      rest = lines.pop()!;
      sink.events(lines.flatMap((line) => this.#reader.line(line)));
    });
    log.once('close', () => {
      sink.events(this.#reader.line(rest));
      sink.ended(null);
    });
  }
}
