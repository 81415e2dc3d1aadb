/** The loop of the recorder: one stop after another, until no task is left or the bell rings. */
import { writeSync } from 'node:fs';
import { Machine } from '../../../app/shared/recording/ptrace/machine.ts';
import { namesByNumber } from '../../../app/shared/recording/ptrace/numbers.ts';
import type { WireCommand, WireLine } from '../../../app/shared/recording/ptrace/wire.ts';
import { type HoldFilter, LOSS_EXAMPLES } from '../../../app/shared/recording/source.ts';
import { REQUEST, WAIT, kill, ptrace, waitFor } from './calls.ts';
import { Commands } from './commands.ts';
import { descriptorsOf, socketsSeenBy } from './descriptors.ts';
import { programProblem } from './find-program.ts';
import { launch, makeBell } from './launch.ts';
import { seizeTree } from './seize.ts';
import { Tracer, signalName } from './tracer.ts';
import { networkOf, programOf } from './tree.ts';

/** Where lines go. */
const OUT = 3;
/** Lines per write. */
const BATCH = 256;
const [SIGKILL, SIGUSR2] = [9, 12];
const ALL = WAIT.ALL | WAIT.NOTHREAD;

export class Recorder {
  readonly #lines: string[] = [];
  readonly #tracer = new Tracer();
  readonly #machine: Machine;
  #bell = 0;
  #program = 0;
  #refused: readonly string[] = [];
  readonly #commands = new Commands();

  /** `calls`: names of the calls to follow. `holds`: the calls before which tasks stop, until a command releases them. */
  constructor(calls: readonly string[], holds: readonly HoldFilter[]) {
    this.#machine = new Machine(this.#tracer, namesByNumber(calls), (event) => { this.#write(event); });
    this.#machine.holdBefore(holds);
  }

  /** Records a command until all its processes have ended. @throws Error if it cannot start. */
  command(command: readonly string[]): void {
    const problem = programProblem(command[0] ?? '', process.env['PATH'] ?? '/usr/bin:/bin');
    if (problem !== null) throw new Error(problem);
    this.#bell = makeBell();
    this.#program = launch(command, process.env);
    this.#machine.launch(this.#program);
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
    const { foreign } = this.#tracer;
    const missed = foreign === 0 ? [] : [`${foreign} calls of programs that are not for x86-64`];
    this.#write({ kind: 'done', lost: this.#refused.length + foreign, missed: [...missed, ...this.#refused].slice(0, LOSS_EXAMPLES) });
    this.#flush();
    kill(this.#bell, SIGKILL);
  }

  /** Before it waits, everything seen is written. */
  #wait() {
    this.#flush();
    return waitFor(-1, ALL);
  }

  #stop(task: number, status: number): void {
    this.#machine.stop(task, status);
    if (task === this.#program && (status & 0x7f) !== 0x7f) {
      this.#write({ kind: 'program', how: (status & 0x7f) === 0 ? { kind: 'exited', code: status >> 8 & 0xff }
        : { kind: 'killed', signal: signalName(status & 0x7f) } });
    }
  }

  /** SIGUSR2 for the bell says that commands have come; any other signal ends the recording, and the programs go on. */
  #rung(status: number): void {
    const isSignal = (status & 0xff) === 0x7f && status >>> 16 === 0;
    if (isSignal && (status >> 8 & 0xff) === SIGUSR2) for (const command of this.#commands.take()) this.#obey(command);
    else if (isSignal) this.#machine.leave();
    if ((status & 0xff) === 0x7f) ptrace(REQUEST.CONT, this.#bell, 0, 0);
  }

  #obey(command: WireCommand): void {
    if (command.kind === 'hold') this.#machine.holdBefore(command.filters);
    else this.#machine.release(command.id, command.how);
  }

  #write(line: WireLine): void {
    this.#lines.push(JSON.stringify(line));
    if (this.#lines.length >= BATCH) this.#flush();
  }

  #flush(): void {
    if (this.#lines.length === 0) return;
    const bytes = Buffer.from(`${this.#lines.join('\n')}\n`);
    this.#lines.length = 0;
    for (let at = 0; at < bytes.length;) at += writeSync(OUT, bytes, at);
  }
}
