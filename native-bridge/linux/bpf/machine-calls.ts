/** The calls of all processes of the machine that change who holds a socket, as they are made. */
import { KIND } from '../../../app/shared/recording/bpf/layout.ts';
import { Record } from '../../../app/shared/recording/bpf/record.ts';
import { eachRecord } from '../../../app/shared/recording/bpf/records.ts';
import { namesByNumber } from '../../../app/shared/recording/ptrace/numbers.ts';
import type { SeenCall } from '../../../app/shared/live/port-changes.ts';
import { Programs } from './programs.ts';

const CALLS = ['bind', 'listen', 'connect', 'shutdown', 'accept', 'accept4', 'dup', 'dup2', 'dup3', 'fcntl', 'close', 'close_range',
  'recvmsg', 'pidfd_getfd', 'fork', 'vfork', 'clone', 'clone3', 'execve', 'execveat', 'exit', 'exit_group'] as const;
const [AF_INET, AF_INET6] = [2, 10];
/** Other records of the kernel's programs. */
const EVENTS: ReadonlyMap<number, string> = new Map([[KIND.fork, 'fork'], [KIND.exec, 'exec'], [KIND.end, 'end']]);

export class MachineCalls {
  readonly #programs = new Programs(CALLS, [process.pid], 0);
  readonly #names = namesByNumber(CALLS);

  /** Those since the last time. */
  take(): SeenCall[] {
    const { ring } = this.#programs;
    const bytes = ring.take();
    const calls: SeenCall[] = [];
    eachRecord(bytes, bytes.length, (at, length) => {
      const call = this.#read(new Record(bytes, at, length));
      if (call) calls.push(call);
    });
    ring.release(bytes.length);
    return calls;
  }

  close(): void {
    this.#programs.close();
  }

  #read(record: Record): SeenCall | null {
    const { kind, process: by, registers, result, ports } = record;
    const name = kind === KIND.call ? this.#names.get(record.number) : EVENTS.get(kind);
    // The end of a thread closes nothing.
    if (name === undefined || (kind === KIND.end && record.task !== by)) return null;
    const ago = (Number(process.hrtime.bigint()) - record.left) / 1e6;
    return { at: Math.round(Date.now() - ago), process: by, name, first: Number(BigInt.asIntN(32, registers[0]!)),
      second: Number(BigInt.asIntN(32, registers[1]!)), result, inode: ports?.inode ?? record.inode,
      port: name === 'bind' ? portIn(record.memory(null)(registers[1]!, 4)) : 0 };
  }
}

/** The port of a sockaddr_in or sockaddr_in6. */
function portIn(address: Uint8Array | null): number {
  if (address === null || address.length < 4) return 0;
  const view = new DataView(address.buffer, address.byteOffset, 4);
  const family = view.getUint16(0, true);
  return family === AF_INET || family === AF_INET6 ? view.getUint16(2) : 0;
}
