/** The loop of the recorder: debug events, and between them what the stubs have written. */
import { setTimeout as pause } from 'node:timers/promises';
import type { RingRecord } from '../../../app/shared/recording/winsock/ring.ts';
import type { WinsockCommand, WinsockLine } from '../../../app/shared/recording/winsock/wire.ts';
import { aboutProcess } from './about-process.ts';
import { Clock } from './clock.ts';
import { type Api, debugApi } from './debug-api.ts';
import { extensionPlaces } from './extension-places.ts';
import { launch } from './launch.ts';
import { Processes } from './processes.ts';
import { Refusal, attachRefusal } from './refusal.ts';
import { Ring } from './shared-ring.ts';

const DEBUG_EVENT_BYTES = 176;
const SLOTS = 1 << 15;
const POLL_MS = 10;
/** Attempts to read an unfinished record until it counts as lost: a thread can be stopped while it writes. */
const PATIENCE = 100;
/** Until a process that is to be left must have stopped. */
const LEAVE_MS = 10_000;
/** Attempts to read what is written at the end. */
const LAST_TURNS = 20;

export class Recorder {
  readonly #api: Api = debugApi();
  readonly #ring = new Ring(this.#api, SLOTS);
  readonly #clock = new Clock(this.#api);
  readonly #processes: Processes;
  /** Enter records of calls that other calls make. */
  readonly #internal = new Set<number>();
  /** Threads that wait for an answer, by the number of their enter record. */
  readonly #held = new Map<number, number>();
  readonly #say: (line: WinsockLine) => void;
  readonly #sent: () => Promise<unknown>;
  #leaving = false;

  /** `sent` resolves when more lines can be said. */
  constructor(say: (line: WinsockLine) => void, sent: () => Promise<unknown>) {
    this.#say = say;
    this.#sent = sent;
    this.#processes = new Processes({ api: this.#api, ring: this.#ring, clock: this.#clock, say,
      threadEnded: (thread) => { this.#threadEnded(thread); }, giveUp: () => { this.leave(); } });
  }

  /** Records a command until all its processes have ended. @throws Refusal */
  async command(command: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
    // If the recorder ends, the programs go on: stubs need no recorder.
    launch(this.#api, command, env);
    this.#say({ kind: 'started' });
    await this.#run();
  }

  /** Records a process that runs, until it ends or is left. Its children are not recorded. `host`: who asks. @throws Refusal */
  async attach(pid: number, host: number | null): Promise<void> {
    const refusal = attachRefusal(aboutProcess(this.#api, pid, host));
    if (refusal) throw refusal;
    this.#processes.attach(pid, extensionPlaces(this.#api));
    if (!this.#api.DebugActiveProcess(pid)) {
      const error = this.#api.GetLastError();
      // Another debugger can have attached since.
      throw attachRefusal({ ...aboutProcess(this.#api, pid, host), error }) ?? new Refusal(`cannot attach to process ${pid}`, true);
    }
    await this.#run();
  }

  async #run(): Promise<void> {
    this.#api.DebugSetProcessKillOnExit(false);
    while (!this.#leaving && this.#processes.run) {
      await this.#turn();
      this.#ring.holds.beat();
    }
    this.#ring.holds.arm([]);
    this.#ring.holds.letGo();
    this.#processes.beginToLeave();
    const until = performance.now() + LEAVE_MS;
    while (this.#processes.isLeaving && performance.now() < until) await this.#turn();
    this.#processes.left();
    // A thread can have been stopped while it wrote a record.
    for (let i = 0; i < LAST_TURNS && this.#ring.reader.isBehind; i += 1) {
      await pause(POLL_MS);
      await this.#drain(PATIENCE);
    }
    await this.#drain(0);
    const { overrun, torn } = this.#ring.reader;
    this.#say({ kind: 'done', lost: overrun, torn, missed: this.#processes.missed });
  }

  /** One debug event, if there is one, and what was written before it. */
  async #turn(): Promise<void> {
    const event = Buffer.alloc(DEBUG_EVENT_BYTES);
    const came = this.#api.WaitForDebugEvent(event, POLL_MS);
    await this.#drain(PATIENCE);
    if (came) this.#processes.take(event);
  }

  /** Ends the recording; the programs go on. */
  leave(): void {
    this.#leaving = true;
  }

  /** Before which functions threads wait, and how one that waits goes on. */
  obey(command: WinsockCommand): void {
    if (command.kind === 'hold') this.#ring.holds.arm(command.functions);
    // Its thread can have ended, or gone on after a loss.
    else if (this.#held.delete(command.index)) this.#ring.holds.answer(command.index, command.task, command.refused);
  }

  #threadEnded(thread: number): void {
    for (const [index, task] of this.#held) if (task === thread) this.#held.delete(index);
    this.#ring.holds.ended(thread);
  }

  async #drain(patience: number): Promise<void> {
    const { reader } = this.#ring;
    const lostBefore = reader.overrun + reader.torn;
    const records = reader.drain(patience, (pid) => this.#processes.hasEnded(pid));
    if (reader.overrun + reader.torn > lostBefore) {
      const below = reader.next;
      this.#say({ kind: 'gap', at: this.#clock.now(), below });
      // A thread can wait for an answer to one of them.
      this.#ring.holds.letGo(below);
      for (const index of this.#held.keys()) if (index < below) this.#held.delete(index);
    }
    for (const record of records) this.#record(record);
    await this.#sent();
  }

  #record(record: RingRecord): void {
    const { index, exit, fn, task, process, time, value, enter, error, args, copied, payload } = record;
    // After a loss its thread has already gone on.
    const held = record.held && !this.#ring.holds.hasLetGo(index);
    if (exit ? this.#internal.delete(enter) : this.#processes.isInternal(process, value)) {
      if (!exit) this.#internal.add(index);
      if (held) this.#ring.holds.answer(index, task, null);
      return;
    }
    if (held) this.#held.set(index, task);
    this.#say({ kind: 'record', index, fn, exit, task, process, at: this.#clock.at(time), enter, error, copied,
      values: (exit ? [value] : args).map((n) => n.toString(16)), payload: Buffer.from(payload).toString('hex'),
      ...(held ? { held } : {}) });
  }
}
