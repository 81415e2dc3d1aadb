/** Takes records out of the kernel and writes them to a file, as they are: their meaning is read afterwards. */
import { closeSync, openSync, writeSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { KIND, AT, ROOM } from '../../../app/shared/recording/bpf/layout.ts';
import { asInRing } from '../../../app/shared/recording/bpf/records.ts';
import type { BpfLine } from '../../../app/shared/recording/bpf/lines.ts';
import { namesByNumber } from '../../../app/shared/recording/ptrace/numbers.ts';
import type { TaskEnd } from '../../../app/shared/recording/raw.ts';
import { programProblem } from '../ptrace/find-program.ts';
import { allProcesses } from '../ptrace/tree.ts';
import { launch } from './launch.ts';
import { Programs } from './programs.ts';
import { Starts, callOf, hasEnded, treeOf } from './start.ts';

/** Milliseconds between two reads of an empty ring. */
const EVERY = 5;
/** A longer file cannot be read in one piece. */
const MOST_BYTES = 1_900_000_000;

export class Recorder {
  readonly #programs: Programs;
  readonly #followed: ReadonlyMap<number, string>;
  readonly #file: number;
  readonly #tell: (line: BpfLine) => void;
  readonly #running: { task: number; process: number; at: bigint }[] = [];
  readonly #most: number;
  #bytes = 0;
  #stopped = false;

  /**
   * `except`, `data`: as of Programs. `most`: bytes of records, after which the recording ends.
   * @throws BpfRefused, or Error with the reason.
   */
  constructor(calls: readonly string[], file: string,
    { except, data, most }: { except: readonly number[] | null; data: number; most: number },
    tell: (line: BpfLine) => void) {
    this.#programs = new Programs(calls, except, data);
    this.#followed = namesByNumber(calls);
    this.#file = openSync(file, 'w', 0o600);
    this.#tell = tell;
    this.#most = Math.min(most, MOST_BYTES);
  }

  /** Ends the recording; the programs go on. */
  stop(): void {
    this.#stopped = true;
  }

  /** Until all its processes have ended. @throws Error if it cannot start. */
  async command(command: readonly string[]): Promise<void> {
    const problem = programProblem(command[0] ?? '', process.env['PATH'] ?? '/usr/bin:/bin');
    if (problem !== null) throw new Error(problem);
    this.#programs.follow(process.pid, true);
    const child = await launch(command);
    this.#programs.unfollow(process.pid);
    child.once('exit', (code, signal) => { this.#tell({ kind: 'program', how: endOf(code, signal) }); });
    this.#started(child.pid!);
    await this.#run(() => this.#programs.isFollowing);
    // A program that was left running is not waited for, also where the recording is full.
    if (this.#stopped || this.#programs.isFollowing) child.unref();
  }

  /** Processes with their threads and children, until all have ended. @throws Error if there is none. */
  async attach(pids: readonly number[]): Promise<void> {
    this.#followTrees(pids);
    if (!this.#programs.isFollowing) throw new Error(`there is no process ${pids.join(', ')}`);
    this.#read(this.#programs.followed.toSorted((a, b) => a - b));
    this.#started(null);
    await this.#run(() => this.#programs.isFollowing);
  }

  /** Every process that was not left out, until it is stopped. */
  async machine(except: readonly number[]): Promise<void> {
    this.#read(allProcesses().filter((process) => !except.includes(process)));
    this.#started(null);
    await this.#run(() => true);
  }

  #started(program: number | null): void {
    this.#tell({ kind: 'started', bell: process.pid, program });
  }

  /** Processes and their children, until a pass finds no new one: children that a followed process starts are followed by the kernel. */
  #followTrees(pids: readonly number[]): void {
    const known = new Set<number>();
    for (let before = -1; before < known.size;) {
      before = known.size;
      for (const process of pids.flatMap((pid) => treeOf(pid))) {
        if (!known.has(process)) this.#programs.follow(process);
        known.add(process);
      }
    }
    // The kernel reports no end of a process that ended before it was followed.
    for (const process of known) if (hasEnded(process)) this.#programs.unfollow(process);
  }

  /** What its processes have now. Records from before that are part of it. */
  #read(processes: readonly number[]): void {
    const starts = new Starts();
    for (const process of processes) {
      const { at, tasks } = starts.of(process);
      this.#tell({ kind: 'read', process, at: String(at), tasks });
      for (const { task } of tasks) if (!this.#ask(task, process, at)) this.#running.push({ task, process, at });
      // Records come already, and many processes take a while.
      this.#drain();
    }
  }

  /** The call in which a task waits. Returns whether the task says: one that runs does not, and can be in a call all the same. */
  #ask(task: number, process: number, at: bigint): boolean {
    const call = callOf(task, process, at);
    const name = call ? this.#followed.get(call.readUInt32LE(AT.number)) : undefined;
    if (name === ROOM.call) call!.writeBigUInt64LE(ROOM.unknown, ROOM.at);
    if (call && name !== undefined) this.#programs.began(call);
    return call !== null;
  }

  /** Tasks that ran when they were asked: what they are in now began before, unless the kernel's programs saw it begin. */
  #askAgain(): void {
    for (const { task, process, at } of this.#running.splice(0)) this.#ask(task, process, at);
  }

  async #run(goesOn: () => boolean): Promise<void> {
    while (!this.#stopped && this.#bytes < this.#most && goesOn()) if (this.#drain() === 0) await pause(EVERY);
    const full = this.#bytes >= this.#most;
    this.#askAgain();
    const { missed: recursion } = this.#programs;
    this.#programs.detach();
    while (this.#drain() > 0);
    for (const call of this.#programs.openCalls()) {
      call.writeUInt32LE(KIND.unfinished, AT.kind);
      writeSync(this.#file, asInRing(call));
    }
    closeSync(this.#file);
    const { lost, foreign, openFull, treeFull } = this.#programs.counts;
    const missed = [[lost, 'records for which the ring had no room'], [foreign, 'calls of programs that are not for x86-64'],
      [openFull, 'calls for which the kernel had no room'], [treeFull, 'processes for which the kernel had no room'],
      [recursion, 'events at which the kernel did not run the program']] as const;
    this.#tell({ kind: 'done', full, lost: lost + foreign + openFull + treeFull + recursion, missed: [...missed.flatMap(([n, what]) =>
      (n > 0 ? [`${n} ${what}`] : [])), ...full ? [`everything after ${this.#most} bytes of records`] : []] });
    this.#programs.close();
  }

  /** Returns the bytes that were there. */
  #drain(): number {
    const bytes = this.#programs.ring.take();
    for (let at = 0; at < bytes.length;) at += writeSync(this.#file, bytes, at);
    this.#programs.ring.release(bytes.length);
    this.#bytes += bytes.length;
    return bytes.length;
  }
}

const endOf = (code: number | null, signal: NodeJS.Signals | null): TaskEnd =>
  (signal === null ? { kind: 'exited', code: code ?? 0 } : { kind: 'killed', signal });
