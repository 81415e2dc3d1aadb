/** The loop of the recorder: debug events for processes, threads and DLLs, and between them what the stubs have written. */
import type { RingRecord } from '../../../app/shared/recording/winsock/ring.ts';
import type { WinsockCommand, WinsockLine } from '../../../app/shared/recording/winsock/wire.ts';
import { Clock } from './clock.ts';
import { type Api, debugApi } from './debug-api.ts';
import { launch } from './launch.ts';
import { Ring } from './shared-ring.ts';
import { Target } from './target.ts';

const CODE = { EXCEPTION: 1, CREATE_THREAD: 2, CREATE_PROCESS: 3, EXIT_THREAD: 4, EXIT_PROCESS: 5, LOAD_DLL: 6 } as const;
const DEBUG_EVENT_BYTES = 176;
const [DBG_CONTINUE, DBG_EXCEPTION_NOT_HANDLED] = [0x0001_0002, 0x8001_0001];
/** A debugger makes the system raise the second for a close of a bad handle, which a program without one does not get. */
const [BREAKPOINT, INVALID_HANDLE] = [0x8000_0003, 0xc000_0008];
const MACHINE_AMD64 = 0x8664;
const MACHINES: Readonly<Record<number, string>> = { 0x14c: '32-bit programs', 0xaa64: 'programs for ARM64' };
const SLOTS = 1 << 15;
const POLL_MS = 10;
const LONGEST_PATH = 1024;
/** Attempts to read an unfinished record until it counts as lost: a thread can be stopped while it writes. */
const PATIENCE = 100;

export class Recorder {
  readonly #api: Api = debugApi();
  readonly #ring = new Ring(this.#api, SLOTS);
  readonly #clock = new Clock(this.#api);
  readonly #targets = new Map<number, Target>();
  /** Processes that run without stubs. */
  readonly #others = new Set<number>();
  readonly #started = new Set<number>();
  readonly #ended = new Set<number>();
  /** Enter records of calls that other calls make. */
  readonly #internal = new Set<number>();
  readonly #missed: string[] = [];
  readonly #say: (line: WinsockLine) => void;
  readonly #sent: () => Promise<unknown>;
  #first = true;
  #leaving = false;

  /** `sent` resolves when more lines can be said. */
  constructor(say: (line: WinsockLine) => void, sent: () => Promise<unknown>) {
    this.#say = say;
    this.#sent = sent;
  }

  /** Records a command until all its processes have ended. @throws Error if it cannot start. */
  async command(command: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
    // If the recorder ends, the programs go on: stubs need no recorder.
    launch(this.#api, command, env);
    this.#api.DebugSetProcessKillOnExit(false);
    this.#say({ kind: 'started' });
    const event = Buffer.alloc(DEBUG_EVENT_BYTES);
    while (!this.#leaving && (this.#first || this.#targets.size + this.#others.size > 0)) {
      const came = this.#api.WaitForDebugEvent(event, POLL_MS);
      await this.#drain(PATIENCE);
      this.#ring.holds.beat();
      if (came) this.#event(event);
    }
    this.#ring.holds.arm([]);
    this.#ring.holds.letGo();
    await this.#drain(0);
    const { overrun, torn } = this.#ring.reader;
    this.#say({ kind: 'done', lost: overrun, torn, missed: this.#missed });
  }

  /** Ends the recording; the programs go on. */
  leave(): void {
    this.#leaving = true;
  }

  /** Before which functions threads wait, and how one that waits goes on. */
  obey(command: WinsockCommand): void {
    if (command.kind === 'hold') this.#ring.holds.arm(command.functions);
    else this.#ring.holds.answer(command.index, command.task, command.refused);
  }

  #event(event: Buffer): void {
    const [code, pid, tid] = [event.readUInt32LE(0), event.readUInt32LE(4), event.readUInt32LE(8)];
    let status = DBG_CONTINUE;
    switch (code) {
      case CODE.CREATE_PROCESS: {
        this.#created(pid, tid, event);
        break;
      }
      case CODE.LOAD_DLL: {
        this.#closeFile(event);
        this.#attempt(pid, () => { this.#targets.get(pid)?.loaded(event.readBigUInt64LE(24)); });
        break;
      }
      case CODE.CREATE_THREAD: {
        this.#say({ kind: 'thread', process: pid, task: tid });
        break;
      }
      case CODE.EXIT_THREAD: {
        this.#say({ kind: 'thread-end', process: pid, task: tid, at: this.#clock.now() });
        break;
      }
      case CODE.EXIT_PROCESS: {
        this.#say({ kind: 'process-end', process: pid, code: event.readUInt32LE(16), at: this.#clock.now() });
        this.#targets.delete(pid);
        this.#ended.add(pid);
        this.#others.delete(pid);
        break;
      }
      case CODE.EXCEPTION: {
        const [exception, first] = [event.readUInt32LE(16), !this.#started.has(pid)];
        if (exception === BREAKPOINT && first) this.#started.add(pid);
        else if (exception !== INVALID_HANDLE) status = DBG_EXCEPTION_NOT_HANDLED;
        break;
      }
      default:
    }
    this.#api.ContinueDebugEvent(pid, tid, status);
  }

  #created(pid: number, tid: number, event: Buffer): void {
    this.#closeFile(event);
    // The system reuses process ids.
    this.#ended.delete(pid);
    this.#started.delete(pid);
    const handle = Number(event.readBigUInt64LE(24));
    this.#say({ kind: 'process', process: pid, task: tid, program: this.#program(handle) });
    this.#others.add(pid);
    const first = this.#first;
    this.#first = false;
    this.#attempt(pid, () => {
      const target = new Target(this.#api, pid, handle, this.#ring);
      const machine = target.machineAt(event.readBigUInt64LE(40));
      if (machine !== MACHINE_AMD64) {
        const text = `${MACHINES[machine] ?? `programs for machine 0x${machine.toString(16)}`} cannot be recorded yet`;
        if (first) {
          this.#api.TerminateProcess(handle, 1);
          this.#say({ kind: 'problem', text });
        }
        throw new Error(text);
      }
      this.#others.delete(pid);
      this.#targets.set(pid, target);
    });
  }

  #program(handle: number): string {
    const [name, length] = [Buffer.alloc(2 * LONGEST_PATH), [LONGEST_PATH]];
    return this.#api.QueryFullProcessImageNameW(handle, 0, name, length) ? name.toString('utf16le', 0, 2 * length[0]!) : 'process';
  }

  /** A process for which the task fails is not recorded; the reason is reported at the end. */
  #attempt(pid: number, task: () => void): void {
    try {
      task();
    } catch (error) {
      this.#missed.push(`process ${pid}: ${(error as Error).message}`);
    }
  }

  #closeFile(event: Buffer): void {
    const file = Number(event.readBigUInt64LE(16));
    if (file !== 0) this.#api.CloseHandle(file);
  }

  async #drain(patience: number): Promise<void> {
    const { reader } = this.#ring;
    const lostBefore = reader.overrun + reader.torn;
    const records = reader.drain(patience, (pid) => this.#ended.has(pid));
    if (reader.overrun + reader.torn > lostBefore) {
      this.#say({ kind: 'gap', at: this.#clock.now() });
      // A thread can wait for an answer to one of them.
      this.#ring.holds.letGo(reader.next);
    }
    for (const record of records) this.#record(record);
    await this.#sent();
  }

  #record(record: RingRecord): void {
    const { index, exit, fn, held, task, process, time, value, enter, error, args, copied, payload } = record;
    if (exit ? this.#internal.delete(enter) : this.#targets.get(process)?.isInternal(value)) {
      if (!exit) this.#internal.add(index);
      if (held) this.#ring.holds.answer(index, task, null);
      return;
    }
    this.#say({ kind: 'record', index, fn, exit, task, process, at: this.#clock.at(time), enter, error, copied,
      values: (exit ? [value] : args).map((n) => n.toString(16)), payload: Buffer.from(payload).toString('hex'),
      ...(held ? { held } : {}) });
  }
}
