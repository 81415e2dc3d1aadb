/** Loads the programs, attaches them to the tracepoints, and reads what they count. */
import { knownOperations } from './operations.ts';
import { BpfRefused, bpf, loadProgram, missesOf } from '../live/bpf/load.ts';
import { Btf } from '../live/bpf/btf.ts';
import { NAMES as INVENTORY_NAMES } from '../live/bpf/program.ts';
import { errorName } from '../../../app/shared/calls/errors.ts';
import { AT, HEADER_BYTES } from '../../../app/shared/recording/bpf/layout.ts';
import { errno, walkCalls } from '../live/calls.ts';
import { pinned } from '../live/bytes.ts';
import { NO_CALL, enter } from './enter.ts';
import { exit } from './exit.ts';
import { flagTable } from './flags.ts';
import { COUNTER, MEMBER, MOST_NUMBER, NAMES, type Setting } from './frame.ts';
import { KernelMap } from './maps.ts';
import { Ring } from './ring.ts';
import { ended, executed, newTask } from './tasks.ts';

const [RAW_TRACEPOINT, OPEN_RAW_TRACEPOINT] = [23, 17];
const [MOST_TASKS, MOST_PROCESSES, SCRATCH_BYTES, MOST_COUNTERS] = [65_536, 32_768, 8192, 4];
const RING_BYTES = 16 * 1024 * 1024;

export class Programs {
  readonly #maps: Record<keyof Setting['maps'], KernelMap>;
  readonly #descriptors: number[] = [];
  /** Descriptors of the programs alone. */
  readonly #loaded: number[] = [];
  readonly ring: Ring;

  /** `except`: records the whole machine without these processes; null records the processes of `follow`.
   * `data`: bytes to keep of each call. @throws BpfRefused, or Error. */
  constructor(calls: readonly string[], except: readonly number[] | null, data: number) {
    const btf = new Btf([...NAMES, ...INVENTORY_NAMES]);
    const { groups, flags } = flagTable(calls, data);
    this.#maps = {
      flags: new KernelMap('handoff_flags', 'array', 4, MOST_NUMBER), tree: new KernelMap('handoff_tree', 'hash', 4, MOST_PROCESSES),
      open: new KernelMap('handoff_open', 'hash', HEADER_BYTES, MOST_TASKS), scratch: new KernelMap('handoff_scratch', 'perCpuArray',
        SCRATCH_BYTES, 1), counters: new KernelMap('handoff_counts', 'array', 8, MOST_COUNTERS),
      ring: new KernelMap('handoff_ring', 'ring', 0, RING_BYTES),
    };
    for (const [number, flag] of flags) this.#maps.flags.set(number, flag);
    const maps = Object.fromEntries(Object.entries(this.#maps).map(([name, { descriptor }]) => [name, descriptor])) as unknown as
      Setting['maps'];
    const setting: Setting = { btf, maps, except, operations: knownOperations(btf) };
    this.ring = new Ring(maps.ring, RING_BYTES);
    // Ends before starts, so that no call is kept that cannot be written.
    this.#attach(btf, 'sched_process_exit', ended(setting));
    this.#attach(btf, 'sched_process_exec', executed(setting));
    this.#attach(btf, 'task_newtask', newTask(setting));
    this.#attach(btf, 'sys_exit', exit(setting, groups));
    this.#attach(btf, 'sys_enter', enter(setting));
  }

  /** `children`: only of its children. */
  follow(process: number, children = false): void {
    this.#maps.tree.set(process, children ? MEMBER.parent : MEMBER.recorded);
  }

  unfollow(process: number): void {
    this.#maps.tree.delete(process);
  }

  /** Processes that are recorded. */
  get followed(): number[] {
    return this.#maps.tree.keys();
  }

  /** Whether a process is recorded. */
  get isFollowing(): boolean {
    return !this.#maps.tree.isEmpty;
  }

  get counts(): Record<keyof typeof COUNTER, number> {
    const entries = Object.entries(COUNTER).map(([name, at]) => [name, Number(this.#maps.counters.get(at)?.readBigUInt64LE() ?? 0n)]);
    return Object.fromEntries(entries) as Record<keyof typeof COUNTER, number>;
  }

  /** Events at which the kernel did not run a program, because it ran on this processor already. Read before `detach`. */
  get missed(): number {
    return this.#loaded.reduce((sum, program) => sum + missesOf(program), 0);
  }

  /** A call that began before the recording. Its task can have gone on since: then nothing changes. */
  began(call: Buffer): void {
    this.#maps.open.add(call.readUInt32LE(AT.task), call);
  }

  /** Calls that have not returned: the kernel's headers. */
  openCalls(): Buffer[] {
    return this.#maps.open.keys().flatMap((task) => {
      const value = this.#maps.open.get(task);
      return value && value.readUInt32LE(AT.number) !== NO_CALL ? [Buffer.from(value.subarray(0, HEADER_BYTES))] : [];
    });
  }

  /** No more records come; those in the ring stay. */
  detach(): void {
    for (const descriptor of this.#descriptors.splice(0)) walkCalls().close(descriptor);
  }

  close(): void {
    this.detach();
    for (const map of Object.values(this.#maps)) map.close();
  }

  #attach(btf: Btf, tracepoint: string, code: Buffer): void {
    const attachTo = btf.typedefId(`btf_trace_${tracepoint}`);
    const program = loadProgram({ name: `handoff_${tracepoint}`, code, attachType: RAW_TRACEPOINT, attachTo });
    this.#descriptors.push(program);
    this.#loaded.push(program);
    const attributes = pinned(256);
    attributes.bytes.writeUInt32LE(program, 8);
    const link = bpf(OPEN_RAW_TRACEPOINT, attributes);
    if (link < 0) throw new BpfRefused(`The kernel does not attach to ${tracepoint} (${errorName('linux', errno())}).`);
    this.#descriptors.push(link);
  }
}
