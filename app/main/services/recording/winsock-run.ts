/**
 * Records programs for Windows by debug events and stubs. The recorder is node.exe with koffi, under Wine on Linux; what it sees
 * comes over a connection of loopback, because a standard stream that is a pipe cannot be written there.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { InputProblem } from '../../../shared/base/input-problem.ts';
import { winePlatform } from '../../../shared/domain/platform.ts';
import type { RawCall, RawEvent } from '../../../shared/recording/raw.ts';
import type { RecordedSystem } from '../../../shared/recording/recording.ts';
import {
  type HoldControl, type HoldFilter, type Loss, LOSS_EXAMPLES, type RecordingSink, type RecordingSource, type Release,
} from '../../../shared/recording/source.ts';
import { FUNCTIONS, HOLDABLE } from '../../../shared/recording/winsock/functions.ts';
import type { Tally } from '../../../shared/recording/tally.ts';
import { WinsockReader, createsProcess } from '../../../shared/recording/winsock/reader.ts';
import type { WinsockCommand, WinsockLine, WireRecord } from '../../../shared/recording/winsock/wire.ts';
import { wineAvailability, wineEnvironment, windowsPath } from '../../../../native-bridge/host/wine.ts';
import { chosenWine } from '../../../../native-bridge/host/wine-setup.ts';
import { type Caller, OneTimeListener } from '../../../../native-bridge/host/one-time-listener.ts';
import { JOB_VARIABLE, RECORDER_HELLO, type RecorderJob, type WindowsTarget } from '../../../../native-bridge/recorder/job.ts';
import { NotPermitted } from '../errors/not-permitted.ts';
import { Unavailable } from '../errors/unavailable.ts';
import type { ProgramEnd } from './program-end.ts';
import { isRunning } from './recorder-process.ts';
import { Spool, eachLine } from './spool.ts';

/** What our programs under Wine need and recorded ones do not. */
const HIDDEN = ['NODE_PATH', 'NODE_OPTIONS', 'WINEDEBUG', 'WINEDLLOVERRIDES', 'LC_ALL'];

/** Lines that are no events. */
const URGENT: ReadonlySet<string> = new Set(['started', 'problem', 'done']);

const START_LIMIT_MS = 30_000;

/** How the recorder's node.exe is started: a command, its environment, and the system that it records. */
interface Started { command: string; args: readonly string[]; env: NodeJS.ProcessEnv; system: RecordedSystem }

/** Where a program starts, and additions to its environment. */
interface Place { folder?: string; environment?: Readonly<Record<string, string>> }

/** @throws Unavailable without Wine on Linux. */
function startOf(cacheDir: string, entry: string): Started {
  if (!existsSync(entry)) throw new Unavailable(`${entry} is missing: run "npm run build"`);
  const system = (platform: string): RecordedSystem => ({ provider: 'winsock', platform, rules: 'winsock' });
  if (process.platform === 'win32') return { command: process.execPath, args: [entry], env: process.env, system: system('windows') };
  const { reason } = wineAvailability(cacheDir);
  const wine = chosenWine(cacheDir);
  if (reason !== null || typeof wine === 'string') throw new Unavailable(reason ?? 'Wine is not set up');
  return { command: wine.wine, args: [wine.nodeExe, windowsPath(entry)], env: wineEnvironment(wine),
    system: system(winePlatform(wine.version)) };
}

function commandOf([program = '', ...args]: readonly string[], folder = ''): string[] {
  const file = resolve(folder, program);
  return [process.platform !== 'win32' && existsSync(file) ? windowsPath(file) : program, ...args];
}

/** Numbers of the functions that a source stops before: those of all filters. */
const functionsOf = (filters: readonly HoldFilter[]): number[] => FUNCTIONS.flatMap(({ name }, fn) =>
  (HOLDABLE.includes(name) && filters.some(({ calls }) => calls === null || calls.includes(name)) ? [fn] : []));

/** A process that was created, as text. */
function childOf(event: RawEvent): string[] {
  const created = event.kind === 'exit' && createsProcess(event.call.name) ? event.call.result : null;
  return created?.kind === 'value' ? [`process ${created.value} is a child of a program that was attached, and is not recorded`] : [];
}

export class WinsockRun implements RecordingSource {
  readonly id = 'stubs';
  readonly #start: Started;
  readonly #target: WindowsTarget;
  readonly #standard: 'inherit' | 'ignore';
  readonly #place: Place;
  #reader: WinsockReader | null = null;
  #recorder: Caller | null = null;
  #process: ChildProcess | null = null;
  #hold: WinsockCommand = { kind: 'hold', functions: [] };
  /** Threads that wait, by the number of their enter record. */
  readonly #held = new Map<number, { call: RawCall; thread: number }>();
  #lost = 0;
  #missed: readonly string[] = [];
  /** Processes that a program started after it was attached. */
  readonly #children: string[] = [];
  #problem: string | null = null;
  #done = false;
  #broken = false;
  #stopWanted = false;
  /** The launched process, which is the first one. */
  #program: number | null = null;
  #programEnd: ProgramEnd = { code: null, signal: null };
  #ended: (end: ProgramEnd) => void = () => undefined;
  readonly ended = new Promise<ProgramEnd>((done) => { this.#ended = done; });

  /** `standard`: whether the program has the input and output of this process, or none. @throws Unavailable without Wine on Linux. */
  constructor(cacheDir: string, outDir: string, target: WindowsTarget, standard: 'inherit' | 'ignore' = 'inherit', place: Place = {}) {
    this.#start = startOf(cacheDir, join(outDir, 'winsock-recorder.js'));
    this.#target = 'pid' in target ? target : { command: commandOf(target.command, place.folder) };
    this.#standard = standard;
    this.#place = place;
  }

  get system(): RecordedSystem {
    return this.#start.system;
  }

  get hasRecorder(): boolean {
    return isRunning(this.#process);
  }

  get loss(): Loss {
    const unread = this.#reader?.unread ?? 0;
    return { lost: this.#lost + this.#children.length, unread, examples: [...this.#missed, ...this.#children].slice(0, LOSS_EXAMPLES) };
  }

  readonly holds: HoldControl = {
    holdBefore: (filters) => { this.#tell(this.#hold = { kind: 'hold', functions: functionsOf(filters) }); },
    release: (hold, how) => { this.#release(hold, how); },
  };

  /** `tally` counts the calls that recordings do not follow. */
  count(tally: Tally): void {
    this.#reader = new WinsockReader(tally);
  }

  /** @throws InputProblem if the program cannot start, Unavailable if the recorder cannot. */
  async start(sink: RecordingSink): Promise<void> {
    const listener = await OneTimeListener.open(RECORDER_HELLO);
    const { folder, environment = {} } = this.#place;
    const job: RecorderJob = { ...listener.address, target: this.#target, hidden: HIDDEN, environment,
      host: process.platform === 'win32' ? process.pid : null };
    const { command, args, env } = this.#start;
    const standard = this.#standard;
    const recorder = spawn(command, args, { stdio: [standard, standard, standard], cwd: folder,
      env: { ...env, [JOB_VARIABLE]: JSON.stringify(job) } });
    this.#process = recorder;
    const hopeless = new Promise<never>((_, failed) => {
      recorder.once('error', (error) => { failed(new Unavailable(`cannot start the recorder: ${error.message}`)); });
      recorder.once('exit', (code, signal) => {
        failed(new Unavailable(`the recorder ended before it began (${signal ?? `exit code ${code}`})`));
      });
    });
    const late = `the recorder did not connect in ${START_LIMIT_MS / 1000} s`;
    const caller = await listener.accept(START_LIMIT_MS, late, hopeless).catch((error: unknown) => {
      this.#ended(this.#programEnd);
      throw new Unavailable((error as Error).message);
    });
    if (this.#stopWanted) {
      // It ends itself without a host, and has started nothing yet.
      recorder.kill();
      this.#ended(this.#programEnd);
      throw new Unavailable('the recording was stopped before it began');
    }
    this.#recorder = caller;
    await new Promise<void>((started, failed) => {
      // A thread that is held waits for the events before it; else work on events waits until the program leaves time for it.
      const spool = sink.held ? null : new Spool(false);
      // An event that cannot be worked on, or a full disk, ends the recording, not this process.
      const attempt = (work: () => void): void => {
        if (this.#broken) return;
        try {
          work();
        } catch (error) {
          this.#broken = true;
          this.#problem = `an event could not be recorded: ${(error as Error).message}`;
          this.#recorder?.wire.send('stop');
        }
      };
      const take = (lines: readonly WinsockLine[]): void =>
        attempt(() => { for (const line of lines) this.#line(line, sink, started, failed); });
      const closed = (): void => { this.#closed(sink, failed); };
      caller.onMessage((message) => {
        const lines = message as WinsockLine[];
        take(spool ? lines.filter(({ kind }) => URGENT.has(kind)) : lines);
        // A line per event: the length of lines must not depend on how many were sent together.
        const texts = spool ? lines.filter(({ kind }) => !URGENT.has(kind)).map((line) => `${JSON.stringify(line)}\n`) : [];
        if (spool && texts.length > 0) attempt(() => { writeFileSync(spool.fd, texts.join('')); });
      });
      caller.onEnd(() => {
        spool?.end();
        if (!spool) closed();
      });
      void spool?.read(eachLine((text) => { take([JSON.parse(text) as WinsockLine]); })).then(closed);
      caller.wire.send(this.#hold);
      caller.wire.send('begin');
    });
  }

  /** Ends the recording; the programs go on. */
  async stop(): Promise<void> {
    this.#stopWanted = true;
    this.#recorder?.wire.send('stop');
    await this.ended;
  }

  #tell(command: WinsockCommand): void {
    this.#recorder?.wire.send(command);
  }

  #release(index: number, how: Release): void {
    const held = this.#held.get(index);
    if (!held || !this.#reader) return;
    this.#held.delete(index);
    const refused = how.kind === 'refuse' ? this.#reader.refuse(held.call, how.errno) : null;
    this.#tell({ kind: 'release', index, task: held.thread, refused });
  }

  /** The thread of an enter record waits. */
  #wait({ index, task }: WireRecord, sink: RecordingSink): void {
    const call = this.#reader?.callOf(index) ?? null;
    if (call === null || !sink.held) {
      this.#tell({ kind: 'release', index, task, refused: null });
      return;
    }
    this.#held.set(index, { call, thread: task });
    sink.held({ id: index, call, about: null });
  }

  /** Threads that were held at records below that number go on. */
  #letGo(below: number, sink: RecordingSink): void {
    for (const index of this.#held.keys()) {
      if (index >= below) continue;
      this.#held.delete(index);
      sink.letGo?.(index);
    }
  }

  #line(line: WinsockLine, sink: RecordingSink, started: () => void, failed: (error: Error) => void): void {
    switch (line.kind) {
      case 'started': {
        started();
        return;
      }
      case 'problem': {
        this.#problem = line.text;
        failed(line.denied ? new NotPermitted(`${line.text}.`) : new InputProblem(line.text, 'handoff record', 'Nothing was recorded.'));
        return;
      }
      case 'done': {
        this.#done = true;
        this.#lost = line.lost + line.torn + line.missed.length;
        this.#missed = [...line.lost > 0 ? [`${line.lost} records were written over before they were read`] : [],
          ...line.torn > 0 ? [`${line.torn} records were not finished`] : [], ...line.missed];
        return;
      }
      default: {
        if (line.kind === 'process') this.#program ??= line.process;
        if (line.kind === 'process-end' && line.process === this.#program) this.#programEnd = { code: line.code, signal: null };
        const events = this.#reader?.events(line) ?? [];
        if (events.length > 0) sink.events(events);
        if ('pid' in this.#target) this.#children.push(...events.flatMap(childOf));
        if (line.kind === 'record' && line.held) this.#wait(line, sink);
        if (line.kind === 'gap') this.#letGo(line.below, sink);
      }
    }
  }

  #closed(sink: RecordingSink, failed: (error: Error) => void): void {
    const early = this.#done && !this.#broken ? null : this.#problem ?? 'the recorder ended before the program did, which goes on';
    if (early !== null) failed(new Unavailable(early));
    this.#ended(this.#programEnd);
    sink.ended(early);
  }
}
