/** Loads programs, and reads the iterator, with the bpf system call; bpf(2), linux/bpf.h. */
import { errorName } from '../../../../app/shared/calls/errors.ts';
import { pinned, type Pinned, putText } from '../bytes.ts';
import { errno, NR, walkCalls } from '../calls.ts';

const COMMAND = { progLoad: 5, objectInfo: 15, linkCreate: 28, iterCreate: 33 } as const;
/** struct bpf_prog_info: its size here, and recursion_misses in it. */
const [INFO_BYTES, MISSES_AT] = [256, 208];
const [TRACING, TRACE_ITER] = [26, 28];
const ATTRIBUTES = 152;
const LOG_ROOM = 1 << 20;
const READ_ROOM = 1 << 18;
const [EAGAIN, EPERM] = [11, 1];
/** A signal interrupts the verification of a program, which must then be loaded again. */
const LOAD_TRIES = 20;

/** The kernel rejects the program, or this user cannot load one; the message is one sentence. */
export class BpfRefused extends Error {}
/** The kernel's verifier rejects this program: it can take another one. */
export class ProgramRefused extends BpfRefused {}

export class BpfIterator {
  readonly #link: number;
  readonly #program: number;
  readonly #buffer: Pinned = pinned(READ_ROOM);

  /** `attachTo` is the BTF id of the iterator's function. @throws BpfRefused. */
  constructor(code: Buffer, attachTo: number) {
    this.#program = loadProgram({ name: 'handoff_holders', code, attachType: TRACE_ITER, attachTo });
    const attributes = pinned(ATTRIBUTES);
    attributes.bytes.writeUInt32LE(this.#program, 0);
    attributes.bytes.writeUInt32LE(TRACE_ITER, 8);
    this.#link = bpf(COMMAND.linkCreate, attributes);
    if (this.#link < 0) {
      const error = errorName('linux', errno());
      walkCalls().close(this.#program);
      throw new BpfRefused(`The kernel does not attach the iterator (${error}).`);
    }
  }

  /** One pass over everything; `on` receives pieces of whole records, which are valid during the call only. */
  read(on: (bytes: Buffer, length: number) => void, recordBytes: number): void {
    const { read, close } = walkCalls();
    const attributes = pinned(ATTRIBUTES);
    attributes.bytes.writeUInt32LE(this.#link, 0);
    const iterator = bpf(COMMAND.iterCreate, attributes);
    if (iterator < 0) throw new BpfRefused(`The iterator cannot be opened (${errorName('linux', errno())}).`);
    try {
      let kept = 0;
      for (;;) {
        const n = Number(read(iterator, this.#buffer.address + kept, READ_ROOM - kept));
        if (n === 0) return;
        if (n < 0) {
          if (errno() === EAGAIN) continue;
          throw new BpfRefused(`The iterator cannot be read (${errorName('linux', errno())}).`);
        }
        const length = kept + n;
        const whole = length - (length % recordBytes);
        on(this.#buffer.bytes, whole);
        this.#buffer.bytes.copyWithin(0, whole, length);
        kept = length - whole;
      }
    } finally {
      close(iterator);
    }
  }

  close(): void {
    walkCalls().close(this.#link);
    walkCalls().close(this.#program);
  }
}

export interface NewProgram {
  /** At most 15 characters. */
  name: string;
  code: Buffer;
  attachType: number;
  /** BTF id. */
  attachTo: number;
}

/** Returns a descriptor. @throws BpfRefused. */
export function loadProgram(wanted: NewProgram): number {
  const instructions = pinned(wanted.code.length);
  instructions.bytes.set(wanted.code);
  const texts = pinned(256);
  let [program, number] = [-1, 0];
  for (let tries = 0; tries < LOAD_TRIES; tries++) {
    program = attempt(wanted, instructions, texts, null);
    if (program >= 0) return program;
    number = errno();
    if (number !== EAGAIN) break;
  }
  if (number === EPERM)
    throw new BpfRefused(
      'The kernel does not let this user load BPF programs: that needs CAP_BPF and CAP_PERFMON, and a kernel that is not locked down.');
  // The log is requested only after a failure, because it makes loading slower.
  const log = pinned(LOG_ROOM);
  attempt(wanted, instructions, texts, log);
  const said = log.bytes.toString('latin1', 0, log.bytes.indexOf(0)).trim().split('\n').filter((line) => !line.startsWith('processed'))
    .slice(-2).join('; ');
  throw new ProgramRefused(`The kernel does not take the program ${wanted.name} (${errorName('linux', number)}${
    said === '' ? '' : `: ${said.slice(0, 300)}`}).`);
}

/** How often the kernel did not run a program because it ran already; 0 where the kernel does not say. */
export function missesOf(program: number): number {
  const [attributes, info] = [pinned(ATTRIBUTES), pinned(INFO_BYTES)];
  attributes.bytes.writeUInt32LE(program, 0);
  attributes.bytes.writeUInt32LE(INFO_BYTES, 4);
  attributes.bytes.writeBigUInt64LE(BigInt(info.address), 8);
  return bpf(COMMAND.objectInfo, attributes) === 0 ? Number(info.bytes.readBigUInt64LE(MISSES_AT)) : 0;
}

function attempt({ name, code, attachType, attachTo }: NewProgram, instructions: Pinned, texts: Pinned, log: Pinned | null): number {
  const attributes = pinned(ATTRIBUTES);
  const { bytes } = attributes;
  bytes.writeUInt32LE(TRACING, 0);
  bytes.writeUInt32LE(code.length / 8, 4);
  bytes.writeBigUInt64LE(BigInt(instructions.address), 8);
  bytes.writeBigUInt64LE(BigInt(putText(texts, 'GPL')), 16);
  if (log) {
    bytes.writeUInt32LE(1, 24);
    bytes.writeUInt32LE(LOG_ROOM, 28);
    bytes.writeBigUInt64LE(BigInt(log.address), 32);
  }
  bytes.write(name, 48, 15, 'latin1');
  bytes.writeUInt32LE(attachType, 68);
  bytes.writeUInt32LE(attachTo, 108);
  return bpf(COMMAND.progLoad, attributes);
}

/** One bpf(2). Returns its result; negative with errno. */
export function bpf(command: number, { address }: Pinned): number {
  return Number(walkCalls().syscall(NR.bpf, command, address, ATTRIBUTES, 0, 0));
}

