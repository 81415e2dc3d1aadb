/**
 * Records programs by BPF. The recorder is a process for itself, which writes records to a file as fast as they come; they are read
 * when the recording has ended. Its lines come over descriptor 3.
 */
import type { ChildProcess } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { InputProblem } from '../../../shared/base/input-problem.ts';
import { type Recorded, eventsOf } from '../../../shared/recording/bpf/events.ts';
import type { BpfLine } from '../../../shared/recording/bpf/lines.ts';
import { processesWithPort } from '../../../shared/recording/bpf/port.ts';
import { namesByNumber } from '../../../shared/recording/ptrace/numbers.ts';
import type { Loss, RecordingSink, RecordingSource } from '../../../shared/recording/source.ts';
import { whyNoBpf } from '../../../../native-bridge/linux/live/bpf/available.ts';
import { startOf } from '../../../../native-bridge/linux/live/ask.ts';
import type { Place } from '../../../../native-bridge/linux/ptrace/place.ts';
import { type Running, startedBy } from '../../../../native-bridge/linux/ptrace/recorded.ts';
import { signalName } from '../../../../native-bridge/linux/ptrace/tracer.ts';
import { Unavailable } from '../errors/unavailable.ts';
import { LaunchedProgram } from './launched-program.ts';
import { type Standard, isRunning, standardOf, startRecorder } from './recorder-process.ts';
import { sendSignal } from './send-signal.ts';

/**
 * What to record: a command, processes with their threads and children, or all processes, or those of them that use a port. `data`:
 * bytes to keep of each call. `most`: bytes of records, after which the recording ends.
 */
export type BpfTarget = { data?: number; most?: number }
  & (({ command: readonly string[] } & Place) | { pids: readonly number[] } | { machine: true; port: number | null });

/** Why BPF cannot record here, without an end of the sentence; null if it is worth a try. */
export function bpfProblem(outDir: string): string | null {
  if (process.platform !== 'linux') return `BPF records on Linux only; this is ${process.platform}`;
  if (process.arch !== 'x64') return `recording by BPF works on x86-64 so far; this is ${process.arch}`;
  if (!existsSync(recorderIn(outDir))) return `${recorderIn(outDir)} is missing`;
  return whyNoBpf()?.replace(/\.$/, '') ?? null;
}

const recorderIn = (outDir: string): string => join(outDir, 'bpf-recorder.js');

export class BpfRun implements RecordingSource {
  readonly id = 'bpf';
  readonly #outDir: string;
  readonly #target: BpfTarget;
  readonly #calls: readonly string[];
  readonly #standard: Standard;
  readonly #reads: Map<number, { at: number; tasks: Extract<BpfLine, { kind: 'read' }>['tasks'] }> = new Map();
  #startedAt = 0;
  #process: ChildProcess | null = null;
  #recorder: number | null = null;
  #root: number | null = null;
  #rootStart: number | null = null;
  #started = false;
  #stopWanted = false;
  #done = false;
  #problem: string | null = null;
  #loss: Loss = { lost: 0, unread: 0, examples: [] };
  readonly #launched = new LaunchedProgram();
  readonly programEnded = this.#launched.programEnded;
  readonly over = this.#launched.over;
  readonly ended = this.#launched.ended;

  /** Parameters as of PtraceRun. */
  constructor(outDir: string, target: BpfTarget, calls: readonly string[], standard: Standard = 'inherit') {
    this.#outDir = outDir;
    this.#target = target;
    this.#calls = calls;
    this.#standard = standard;
  }

  get loss(): Loss {
    return this.#loss;
  }

  /** @throws Unavailable if BPF cannot record here, or InputProblem with the reason. */
  async start(sink: RecordingSink): Promise<void> {
    const problem = bpfProblem(this.#outDir);
    if (problem !== null) throw new Unavailable(`${problem}.`);
    const folder = await mkdtemp(join(tmpdir(), 'handoff-record-'));
    const file = join(folder, 'records');
    const job = { calls: this.#calls, file, ...this.#target };
    const standard = this.#standard;
    this.#startedAt = Number(process.hrtime.bigint());
    const recorder = startRecorder(recorderIn(this.#outDir), job, standard !== 'inherit', [...standardOf(standard), 'pipe'],
      () => { rmSync(folder, { recursive: true, force: true }); });
    this.#process = recorder;
    await new Promise<void>((resolve, reject) => {
      recorder.once('error', (error) => { reject(new Unavailable(`cannot start the recorder: ${error.message}`)); });
      const lines = createInterface({ input: recorder.stdio[3] as Readable, crlfDelay: Infinity });
      lines.on('line', (line) => { this.#line(JSON.parse(line) as BpfLine, sink, resolve, reject); });
      lines.once('close', () => {
        this.#launched.recordingOver();
        void this.#closed(folder, file, sink, reject);
      });
    });
  }

  /** Ends the recording; the programs go on. */
  async stop(): Promise<void> {
    this.#stopWanted = true;
    if (this.#recorder !== null) sendSignal(this.#recorder, 'SIGUSR1');
    await this.ended;
  }

  get hasRecorder(): boolean {
    return isRunning(this.#process);
  }

  /** What it launched, and what that has started, as far as it still runs; nothing of processes that ran before. */
  processes(): Running[] {
    if (!this.hasRecorder || this.#recorder === null || this.#root === null) return [];
    // Its number can be that of another process by now.
    return startedBy(this.#recorder, startOf(this.#root) === this.#rootStart ? this.#root : 0);
  }

  /** Sends a signal to the launched program, whose end ends the recording. If only its children are left, they go on unrecorded. */
  signal(signal: NodeJS.Signals): void {
    if (!this.#launched.signal(signal)) void this.stop();
  }

  #line(line: BpfLine, sink: RecordingSink, started: () => void, failed: (error: Error) => void): void {
    switch (line.kind) {
      case 'started': {
        this.#recorder = line.bell;
        this.#root = line.program;
        this.#rootStart = line.program === null ? null : startOf(line.program);
        this.#launched.begin(line.program);
        this.#started = true;
        // An earlier stop was not sent: the recorder had no bell yet.
        if (this.#stopWanted && line.bell !== null) sendSignal(line.bell, 'SIGUSR1');
        started();
        return;
      }
      case 'read': {
        this.#reads.set(line.process, { at: Number(line.at), tasks: line.tasks });
        return;
      }
      case 'refused':
      case 'problem': {
        this.#problem = line.text;
        failed(line.kind === 'refused' ? new Unavailable(line.text)
          : new InputProblem(line.text, 'handoff record', 'Nothing was recorded.'));
        return;
      }
      case 'program': {
        this.#launched.end(line.how);
        return;
      }
      case 'done': {
        this.#done = true;
        this.#recorder = null;
        this.#loss = { lost: line.lost, unread: 0, examples: line.missed };
        if (line.full) sink.note?.('The records of BPF took all the space that a recording has: it ended there, and the programs continue');
      }
    }
  }

  /** The recorder has ended, and what it wrote can be read. The programs run on without it. */
  async #closed(folder: string, file: string, sink: RecordingSink, failed: (error: Error) => void): Promise<void> {
    const early = this.#done ? null : this.#problem ?? 'the recorder ended before the program did';
    if (early !== null && !this.#started) failed(new Unavailable(early));
    else sink.ended(await this.#read(file, sink) ?? early);
    this.#launched.allRead();
    await rm(folder, { recursive: true, force: true });
  }

  async #read(file: string, sink: RecordingSink): Promise<string | null> {
    try {
      const recorded: Recorded = { ring: await readFile(file), names: namesByNumber(this.#calls), startedAt: this.#startedAt,
        root: this.#root, reads: this.#reads, signalName, data: this.#target.data ?? 0, without: () => false };
      const port = 'machine' in this.#target ? this.#target.port : null;
      const only = port === null ? null : processesWithPort(recorded, port);
      for (const batch of eventsOf({ ...recorded, without: (process) => only !== null && !only.has(process) })) {
        if (sink.enough?.()) break;
        sink.events(batch);
        // Other work of this process comes between two batches.
        await turn();
      }
      return null;
    } catch (error) {
      return `the records cannot be read: ${(error as Error).message}`;
    }
  }
}
