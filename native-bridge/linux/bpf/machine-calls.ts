/** The calls of all processes of the machine that change who holds a socket, as they are made. */
import { rightsOf } from '../../../app/shared/recording/decode/transfers.ts';
import { KIND } from '../../../app/shared/recording/bpf/layout.ts';
import { Record } from '../../../app/shared/recording/bpf/record.ts';
import { eachRecord } from '../../../app/shared/recording/bpf/records.ts';
import { namesByNumber } from '../../../app/shared/recording/ptrace/numbers.ts';
import { messageAt } from '../../../app/shared/recording/ptrace/structures.ts';
import { ipv6Text } from '../../../app/shared/live/address.ts';
import type { SeenCall, SeenCalls } from '../../../app/shared/live/port-causes.ts';
import { commandName, startOf } from '../live/ask.ts';
import { Programs } from './programs.ts';

const CALLS = ['bind', 'listen', 'connect', 'shutdown', 'accept', 'accept4', 'dup', 'dup2', 'dup3', 'fcntl', 'close', 'close_range',
  'recvmsg', 'pidfd_getfd', 'fork', 'vfork', 'clone', 'clone3', 'execve', 'execveat', 'exit', 'exit_group'] as const;
const [AF_INET, AF_INET6] = [2, 10];
/** Other records of the kernel's programs. */
const EVENTS: ReadonlyMap<number, string> = new Map([[KIND.fork, 'fork'], [KIND.exec, 'exec'], [KIND.end, 'end']]);
/** Milliseconds between two reads of the ring, which is full after 8,000 messages. */
const EVERY = 20;
/** Calls kept until they are taken. */
const MOST_KEPT = 200_000;

export class MachineCalls {
  readonly #programs = new Programs(CALLS, [process.pid], 0);
  readonly #names = namesByNumber(CALLS);
  readonly #timer = setInterval(() => { this.#drain(); }, EVERY).unref();
  #calls: SeenCall[] = [];
  #dropped = 0;
  /** Milliseconds from the clock of the records to 1970. */
  #origin = sinceOrigin();
  #lost = 0;

  /** Those since the last time, and how many were lost. Calls of 32-bit programs are neither. */
  take(): SeenCalls {
    this.#drain();
    const { counts: { lost, openFull }, missed } = this.#programs;
    const taken = { calls: this.#calls, lost: lost + openFull + missed + this.#dropped - this.#lost };
    [this.#calls, this.#lost] = [[], this.#lost + taken.lost];
    return taken;
  }

  close(): void {
    clearInterval(this.#timer);
    this.#programs.close();
  }

  #drain(): void {
    const { ring } = this.#programs;
    // One origin keeps the order of calls; it moves when the clock is set, and while the machine sleeps.
    if (Math.abs(sinceOrigin() - this.#origin) > 50) this.#origin = sinceOrigin();
    const bytes = ring.take();
    eachRecord(bytes, bytes.length, (at, length) => {
      const call = this.#read(new Record(bytes, at, length));
      if (call) this.#calls.push(call);
    });
    ring.release(bytes.length);
    if (this.#calls.length > MOST_KEPT) this.#dropped += this.#calls.splice(0, this.#calls.length - MOST_KEPT / 2).length;
  }

  #read(record: Record): SeenCall | null {
    const { kind, process: by, registers, result, ports } = record;
    const name = kind === KIND.call ? this.#names.get(record.number) : EVENTS.get(kind);
    // The end of a thread closes nothing.
    if (name === undefined || (kind === KIND.end && record.task !== by)) return null;
    const [first, second, third] = registers.map((register) => Number(BigInt.asIntN(32, register))) as [number, number, number];
    const address = name === 'bind' ? addressIn(record.memory(null)(registers[1]!, 28))
      : name === 'listen' ? /\[(.*)\]$/.exec(record.aboutAddress ?? '')?.[1] ?? '' : '';
    return { at: this.#origin + record.left / 1e6, process: by, name, first, second, third, result, inode: ports?.inode ?? record.inode,
      address, received: name === 'recvmsg' && result >= 0 ? rightsOf(messageAt(record.memory(null), registers[1]!)) : [],
      ...(result < 0 && address !== '' ? { by: { pid: by, name: commandName(by) ?? 'process', startedAt: startOf(by) ?? 0 } } : {}) };
  }
}

const sinceOrigin = (): number => Date.now() - Number(process.hrtime.bigint()) / 1e6;

/** Of a sockaddr_in or sockaddr_in6: "127.0.0.1:80"; "" for others. */
function addressIn(address: Uint8Array | null): string {
  if (address === null || address.length < 8) return '';
  const view = new DataView(address.buffer, address.byteOffset, address.length);
  const [family, port] = [view.getUint16(0, true), view.getUint16(2)];
  if (family === AF_INET) return `${address.subarray(4, 8).join('.')}:${port}`;
  return family === AF_INET6 && address.length >= 24 ? `[${ipv6Text(address, 8)}]:${port}` : '';
}
