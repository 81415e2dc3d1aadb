/**
 * Records programs by ptrace. The recorder is a process for itself: it blocks in waitpid, and libuv would take the stops of its
 * tracees if this process traced. Its lines come over descriptor 3, and events through a file, its descriptor 5; with holds over 3,
 * and commands go to 4.
 */
import type { ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { InputProblem } from '../../../shared/base/input-problem.ts';
import type { Place } from '../../../../native-bridge/linux/ptrace/place.ts';
import { type Running, tracedBy } from '../../../../native-bridge/linux/ptrace/recorded.ts';
import { eachFrame } from '../../../shared/recording/ptrace/frames.ts';
import { namesByNumber } from '../../../shared/recording/ptrace/numbers.ts';
import { RawReader } from '../../../shared/recording/ptrace/raw-calls.ts';
import { type WireLine, WireReader } from '../../../shared/recording/ptrace/wire.ts';
import type { HoldFilter, Loss, RecordingSink, RecordingSource } from '../../../shared/recording/source.ts';
import { NotPermitted } from '../errors/not-permitted.ts';
import { Unavailable } from '../errors/unavailable.ts';
import { LaunchedProgram } from './launched-program.ts';
import { RecorderCommands } from './recorder-commands.ts';
import { type Standard, isRunning, standardOf, startRecorder } from './recorder-process.ts';
import { sendSignal } from './send-signal.ts';
import { Spool } from './spool.ts';

/** What to record: a command that is started, or processes that run, with their threads and children. */
export type PtraceTarget =
  /** `data`: bytes to keep of each call. `survive`: the programs live on if the recorder ends, and each of their system calls stops. */
  | ({ command: readonly string[]; survive?: boolean; data?: number } & Place)
  | { pids: readonly number[]; data?: number };

/** Why ptrace cannot record here; null if it can. */
export function ptraceProblem(outDir: string): string | null {
  if (process.platform !== 'linux') return `ptrace records on Linux only; this is ${process.platform}`;
  if (process.arch !== 'x64') return `recording by ptrace works on x86-64 so far; this is ${process.arch}`;
  return existsSync(recorderIn(outDir)) ? null : `${recorderIn(outDir)} is missing`;
}

/** "{" */
const JSON_START = 0x7b;

const recorderIn = (outDir: string): string => join(outDir, 'ptrace-recorder.js');

export class PtraceRun implements RecordingSource {
  readonly id = 'ptrace';
  readonly holds = new RecorderCommands();
  readonly #filters: readonly HoldFilter[] | null;
  readonly #live: boolean;
  readonly #outDir: string;
  readonly #target: PtraceTarget;
  readonly #calls: readonly string[];
  readonly #standard: Standard;
  readonly #wire = new WireReader();
  readonly #raw: RawReader;
  #recorder: ChildProcess | null = null;
  #lost = 0;
  #missed: readonly string[] = [];
  #started = false;
  #stopWanted = false;
  #broken = false;
  #done = false;
  #problem: string | null = null;
  #denied = false;
  readonly #launched = new LaunchedProgram();
  readonly programEnded = this.#launched.programEnded;
  readonly over = this.#launched.over;
  readonly ended = this.#launched.ended;

  /**
   * `outDir`: where the recorder's program is. `calls`: names of the calls to follow. `standard`: whether a launched program has
   * the input and output of this process, or none and a session for itself, so that Ctrl-C does not reach it. `filters`: the calls
   * before which tasks stop from the start; null if none ever will. `live`: steps are wanted while the program is busy.
   */
  constructor(outDir: string, target: PtraceTarget, calls: readonly string[], standard: Standard = 'inherit',
    filters: readonly HoldFilter[] | null = null, live = false) {
    this.#filters = filters;
    this.#live = live;
    this.#standard = standard;
    this.#outDir = outDir;
    this.#target = target;
    this.#calls = calls;
    this.#raw = new RawReader(namesByNumber(calls), target.data ?? 0);
  }

  get loss(): Loss {
    return { lost: this.#lost, unread: 0, examples: this.#missed };
  }

  /** @throws Unavailable, NotPermitted or InputProblem with the reason. */
  async start(sink: RecordingSink): Promise<void> {
    const problem = ptraceProblem(this.#outDir);
    if (problem !== null) throw new Unavailable(`${problem}.`);
    const job = { calls: this.#calls, ...(this.#filters ? { holds: this.#filters } : {}), survive: false, ...this.#target };
    const standard = this.#standard;
    // A held program waits for answers to its events: they must not wait in a file.
    const spool = this.#filters ? null : new Spool(this.#live);
    const recorder = startRecorder(recorderIn(this.#outDir), job, standard !== 'inherit',
      [...standardOf(standard), 'pipe', ...spool ? ['ignore' as const, spool.fd] : ['pipe' as const]], () => spool?.close());
    this.#recorder = recorder;
    if (!spool) this.holds.open(recorder.stdio[4] as Writable);
    await new Promise<void>((resolve, reject) => {
      recorder.once('error', (error) => { reject(new Unavailable(`cannot start the recorder: ${error.message}`)); });
      const lines = createInterface({ input: recorder.stdio[3] as Readable, crlfDelay: Infinity });
      const take = (read: () => WireLine | null) => {
        try {
          const line = read();
          if (line) this.#line(line, sink, resolve, reject);
        } catch (error) {
          this.#abandon(error as Error);
        }
      };
      const json = (line: string) => JSON.parse(line) as WireLine;
      const closed = () => { this.#closed(sink, reject); };
      lines.on('line', (line) => { take(() => json(line)); });
      lines.once('close', () => {
        this.#launched.recordingOver();
        spool?.end();
        if (!spool) closed();
      });
      void spool?.read((bytes) => eachFrame(bytes, (frame) => {
        take(() => (frame[0] === JSON_START ? json(Buffer.from(frame).toString()) : this.#raw.event(frame)));
      })).then(closed);
    });
  }

  /** An event that cannot be worked on ends the recording, not this process; the programs continue. */
  #abandon({ message }: Error): void {
    this.#broken = true;
    this.#problem = `an event could not be recorded: ${message}`;
    if (this.holds.bell !== null) sendSignal(this.holds.bell, 'SIGUSR1');
  }

  /** Ends the recording; the programs go on. */
  async stop(): Promise<void> {
    this.#stopWanted = true;
    if (this.holds.bell !== null) sendSignal(this.holds.bell, 'SIGUSR1');
    await this.ended;
  }

  get hasRecorder(): boolean {
    return isRunning(this.#recorder);
  }

  /** Its programs that still run. */
  processes(): Running[] {
    const recorder = this.#recorder?.pid;
    return recorder === undefined || !this.hasRecorder ? [] : tracedBy(recorder).filter(({ pid }) => pid !== this.holds.bell);
  }

  /** Sends a signal to the launched program, whose end ends the recording. If only its children are left, they go on unrecorded. */
  signal(signal: NodeJS.Signals): void {
    if (!this.#launched.signal(signal)) void this.stop();
  }

  #line(line: WireLine, sink: RecordingSink, started: () => void, failed: (error: Error) => void): void {
    switch (line.kind) {
      case 'started': {
        this.holds.begin(line.bell);
        this.#launched.begin(line.program);
        this.#started = true;
        // An earlier stop was not sent: the recorder had no bell yet.
        if (this.#stopWanted && line.bell !== null) sendSignal(line.bell, 'SIGUSR1');
        started();
        return;
      }
      case 'note': {
        sink.note?.(line.text);
        return;
      }
      case 'problem': {
        this.#problem = line.text;
        this.#denied = line.denied;
        failed(line.denied ? new NotPermitted(`${line.text}.`) : new InputProblem(line.text, 'handoff record', 'Nothing was recorded.'));
        return;
      }
      case 'program': {
        this.#launched.end(line.how);
        return;
      }
      case 'done': {
        this.#done = true;
        this.holds.bell = null;
        this.#lost = line.lost;
        this.#missed = line.missed;
        return;
      }
      case 'before': {
        if (this.#broken) return;
        const call = this.#wire.open(line.id);
        if (call) sink.held?.({ id: line.id, call, about: line.about });
        return;
      }
      default: {
        if (this.#broken) return;
        const event = this.#wire.event(line);
        if (event) sink.events([event]);
      }
    }
  }

  /** The recorder has ended, and with it the programs that it launched, if it did not end by itself. */
  #closed(sink: RecordingSink, failed: (error: Error) => void): void {
    // It stays as the tracer of programs that run on.
    this.#recorder?.unref();
    this.holds.bell = null;
    const early = this.#done && !this.#broken ? null : this.#problem ?? 'the recorder ended before the program did';
    if (early !== null && !this.#started) failed(new Unavailable(early));
    this.#launched.allRead();
    sink.ended(early, this.#denied);
  }
}
