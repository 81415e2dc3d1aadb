/** The loop of the recorder: one stop after another, until no task is left or the bell rings. */
import { closeSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { filterFor } from '../../../app/shared/recording/ptrace/filter.ts';
import { Machine } from '../../../app/shared/recording/ptrace/machine.ts';
import { EVENT } from '../../../app/shared/recording/ptrace/stops.ts';
import { namesByNumber } from '../../../app/shared/recording/ptrace/numbers.ts';
import type { WireEvent, WireLine } from '../../../app/shared/recording/ptrace/wire.ts';
import { LOSS_EXAMPLES } from '../../../app/shared/recording/source.ts';
import { REQUEST, WAIT, kill, ptrace, waitFor } from './calls.ts';
import { descriptorsOf, socketsSeenBy } from './descriptors.ts';
import { programProblem } from './find-program.ts';
import { launch, makeBell } from './launch.ts';
import { seizeTree } from './seize.ts';
import { Tracer, signalName } from './tracer.ts';
import { networkOf, programOf } from './tree.ts';
import { unprivileged } from './unprivileged.ts';

/** Where lines go, and where events go. */
const [OUT, EVENTS] = [3, 5];
/** Events per write. */
const BATCH = 256;
const SIGKILL = 9;
const ALL = WAIT.ALL | WAIT.NOTHREAD;

export class Recorder {
  readonly #events: string[] = [];
  readonly #tracer: Tracer;
  readonly #machine: Machine;
  #finished = false;
  /** Events had no space. */
  #full = false;
  #bell = 0;
  #program = 0;
  #refused: readonly string[] = [];

  /** `calls`: names of the calls to follow. */
  constructor(calls: readonly string[]) {
    const names = namesByNumber(calls);
    this.#tracer = new Tracer(filterFor(names));
    this.#machine = new Machine(this.#tracer, names, (event) => { this.#event(event); });
  }

  /**
   * Records a command until all its processes have ended. `survive`: without a filter, so that they need this process for nothing.
   * @throws Error if it cannot start.
   */
  command(command: readonly string[], survive: boolean): void {
    const problem = programProblem(command[0] ?? '', process.env['PATH'] ?? '/usr/bin:/bin');
    if (problem !== null) throw new Error(problem);
    this.#bell = makeBell();
    this.#program = launch(command, process.env, survive);
    this.#machine.launch(this.#program, !survive);
    this.#run();
  }

  /** Records a process with its threads and children until all have ended, or the bell rings. @throws SeizeRefused */
  attach(pid: number): void {
    this.#bell = makeBell();
    const attached = seizeTree(pid, this.#bell);
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
    for (const fd of [0, 1, 2, OUT, EVENTS]) closeSync(fd);
  }

  /** Before it waits, all events are written. */
  #wait() {
    this.#flush();
    return waitFor(-1, ALL);
  }

  #stop(task: number, status: number): void {
    this.#machine.stop(task, status);
    const warning = status >>> 16 === EVENT.EXEC ? unprivileged(task) : null;
    if (warning !== null) this.#write({ kind: 'note', text: warning });
    if (task === this.#program && (status & 0x7f) !== 0x7f) {
      this.#write({ kind: 'program', how: (status & 0x7f) === 0 ? { kind: 'exited', code: status >> 8 & 0xff }
        : { kind: 'killed', signal: signalName(status & 0x7f) } });
    }
  }

  /** Any signal for the bell ends the recording; the programs go on. */
  #rung(status: number): void {
    const isSignal = (status & 0xff) === 0x7f && status >>> 16 === 0;
    if (isSignal) this.#machine.leave();
    // Without a tracer the calls of these programs would fail: it stays until they have ended.
    if (isSignal && this.#machine.filtered) this.#finish();
    if ((status & 0xff) === 0x7f) ptrace(REQUEST.CONT, this.#bell, 0, 0);
  }

  #event(event: WireEvent): void {
    if (this.#finished || this.#full) return;
    this.#events.push(JSON.stringify(event));
    if (this.#events.length >= BATCH) this.#flush();
  }

  #flush(): void {
    if (this.#events.length === 0) return;
    const bytes = Buffer.from(`${this.#events.join('\n')}\n`);
    this.#events.length = 0;
    try {
      for (let at = 0; at < bytes.length;) at += writeSync(EVENTS, bytes, at);
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
