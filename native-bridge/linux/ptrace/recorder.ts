/** The loop of the recorder: one stop after another, until no task is left or the bell rings. */
import { closeSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { Frames } from '../../../app/shared/recording/ptrace/frames.ts';
import { filterFor } from '../../../app/shared/recording/ptrace/filter.ts';
import { Machine } from '../../../app/shared/recording/ptrace/machine.ts';
import { RawWriter } from '../../../app/shared/recording/ptrace/raw-calls.ts';
import { EVENT } from '../../../app/shared/recording/ptrace/stops.ts';
import { namesByNumber } from '../../../app/shared/recording/ptrace/numbers.ts';
import type { WireBefore, WireCommand, WireEvent, WireLine } from '../../../app/shared/recording/ptrace/wire.ts';
import { type HoldFilter, LOSS_EXAMPLES } from '../../../app/shared/recording/source.ts';
import { OPTION, REQUEST, WAIT, kill, ptrace, waitFor } from './calls.ts';
import { Commands } from './commands.ts';
import { descriptorsOf, socketsSeenBy } from './descriptors.ts';
import { programProblem } from './find-program.ts';
import { launch, makeBell } from './launch.ts';
import { seizeTrees } from './seize.ts';
import { Tracer, signalName } from './tracer.ts';
import { networkOf, programOf } from './tree.ts';
import { unprivileged } from './unprivileged.ts';

/** Where lines go, and where events go that can wait, as frames. */
const [OUT, EVENTS] = [3, 5];
/** Bytes of frames per write, if there is no time to write fewer. */
const BATCH = 1 << 16;
const [SIGKILL, SIGUSR2] = [9, 12];
const ALL = WAIT.ALL | WAIT.NOTHREAD;

export class Recorder {
  readonly #frames = new Frames();
  readonly #tracer: Tracer;
  readonly #machine: Machine;
  #finished = false;
  /** Events had no space. */
  #full = false;
  #bell = 0;
  #program = 0;
  #refused: readonly string[] = [];
  readonly #commands = new Commands();
  readonly #holds: boolean;

  /** Descriptor for events. */
  readonly #to: number;

  /**
   * `calls`: names of the calls to follow. `data`: bytes to keep of each. `holds`: the calls before which tasks stop, until
   * a command releases them; null if none ever will. Events of a program that is held go the way of
   * all lines, because a command answers them.
   */
  constructor(calls: readonly string[], holds: readonly HoldFilter[] | null, data: number) {
    const names = namesByNumber(calls);
    this.#holds = holds !== null;
    this.#to = this.#holds ? OUT : EVENTS;
    this.#tracer = new Tracer(filterFor(names));
    const raw = this.#holds ? null : new RawWriter(this.#frames, this.#tracer, names, data);
    this.#machine = new Machine(this.#tracer, names, (event) => { this.#event(event); }, data, raw);
    this.#machine.holdBefore(holds ?? []);
  }

  /**
   * Records a command until all its processes have ended. `survive`: without a filter, so that they need this process for nothing.
   * A program that is held has none either: it can be held before every call, and be left.
   * @throws Error if it cannot start.
   */
  command(command: readonly string[], survive: boolean): void {
    const problem = programProblem(command[0] ?? '', process.env['PATH'] ?? '/usr/bin:/bin');
    if (problem !== null) throw new Error(problem);
    this.#bell = makeBell();
    const filter = !survive && !this.#holds;
    this.#program = launch(command, process.env, (survive ? 0 : OPTION.EXITKILL) | (filter ? OPTION.SECCOMP : 0));
    this.#machine.launch(this.#program, filter);
    this.#run();
  }

  /** Records processes with their threads and children until all have ended, or the bell rings. @throws SeizeRefused */
  attach(pids: readonly number[]): void {
    this.#bell = makeBell();
    const attached = seizeTrees(pids, this.#bell);
    this.#refused = attached.refused;
    const seen = new Map<string, ReturnType<typeof socketsSeenBy>>();
    for (const { task, process } of attached.tasks) {
      const namespace = networkOf(process);
      const sockets = seen.get(namespace) ?? socketsSeenBy(process);
      seen.set(namespace, sockets);
      this.#machine.attach(task, process, programOf(process), task === process ? descriptorsOf(process, sockets) : undefined);
    }
    for (const { task, status } of attached.stops) this.#stop(task, status);
    this.#run();
  }

  #run(): void {
    this.#write({ kind: 'started', bell: this.#bell, program: this.#program === 0 ? null : this.#program });
    while (this.#machine.size > 0) {
      const next = waitFor(-1, ALL | WAIT.NOHANG) ?? this.#wait();
      if (!next) break;
      if (next.task === this.#bell) this.#rung(next.status);
      else this.#stop(next.task, next.status);
    }
    this.#finish();
    kill(this.#bell, SIGKILL);
  }

  /** The last line. What happens afterwards is not recorded. */
  #finish(): void {
    if (this.#finished) return;
    const { foreign } = this.#tracer;
    const missed = foreign === 0 ? [] : [`${foreign} calls of programs that are not for x86-64`];
    this.#flush();
    if (!this.#full)
      this.#write({ kind: 'done', lost: this.#refused.length + foreign, missed: [...missed, ...this.#refused].slice(0, LOSS_EXAMPLES) });
    this.#finished = true;
    // Who reads standard output of the programs sees its end when they end.
    for (const fd of new Set([0, 1, 2, OUT, this.#to])) closeSync(fd);
  }

  /** Before it waits, all events are written. */
  #wait() {
    this.#flush();
    return waitFor(-1, ALL);
  }

  #stop(task: number, status: number): void {
    this.#machine.stop(task, status);
    if (this.#frames.size >= BATCH) this.#flush();
    const warning = status >>> 16 === EVENT.EXEC ? unprivileged(task) : null;
    if (warning !== null) this.#write({ kind: 'note', text: warning });
    if (task === this.#program && (status & 0x7f) !== 0x7f) {
      this.#write({ kind: 'program', how: (status & 0x7f) === 0 ? { kind: 'exited', code: status >> 8 & 0xff }
        : { kind: 'killed', signal: signalName(status & 0x7f) } });
    }
  }

  /** SIGUSR2 for the bell says that commands have come; any other signal ends the recording, and the programs go on. */
  #rung(status: number): void {
    const isSignal = (status & 0xff) === 0x7f && status >>> 16 === 0;
    if (isSignal && (status >> 8 & 0xff) === SIGUSR2) for (const command of this.#commands.take()) this.#obey(command);
    else if (isSignal) this.#leave();
    if ((status & 0xff) === 0x7f) ptrace(REQUEST.CONT, this.#bell, 0, 0);
  }

  #leave(): void {
    this.#machine.leave();
    // Without a tracer the calls of these programs would fail: it stays until they have ended.
    if (this.#machine.filtered) this.#finish();
  }

  #obey(command: WireCommand): void {
    if (command.kind === 'hold') this.#machine.holdBefore(command.filters);
    else this.#machine.release(command.id, command.how);
  }

  #event(event: WireEvent | WireBefore): void {
    if (this.#finished || this.#full) return;
    const text = JSON.stringify(event);
    if (this.#holds) this.#frames.raw(Buffer.from(`${text}\n`));
    else this.#frames.whole(Buffer.from(text));
  }

  #flush(): void {
    if (this.#frames.size === 0) return;
    const bytes = this.#frames.take();
    if (this.#finished || this.#full) return;
    try {
      for (let at = 0; at < bytes.length;) at += writeSync(this.#to, bytes, at);
    } catch (error) {
      this.#end(error as NodeJS.ErrnoException);
    }
  }

  /** There is no space for events: the programs go on. */
  #end({ code, message }: NodeJS.ErrnoException): void {
    this.#full = true;
    const why = code === 'ENOSPC' ? `no space is left in ${tmpdir()}` : message;
    this.#write({ kind: 'note', text: `${why}: the recording ends here, and the program runs on` });
    this.#write({ kind: 'problem', text: `the recording ended early: ${why}`, denied: true });
    this.#machine.leave();
  }

  #write(line: WireLine): void {
    if (!this.#finished) writeSync(OUT, `${JSON.stringify(line)}\n`);
  }
}
