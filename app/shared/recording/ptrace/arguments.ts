/** The arguments of each call, from registers and memory. */
import { own } from '../../base/own.ts';
import type { RawValue } from '../raw.ts';
import { type Memory, listOf, numeric, pointer, stringAt } from './memory.ts';
import * as at from './structures.ts';

interface Moment {
  /** The six argument registers. */
  registers: readonly bigint[];
  memory: Memory;
  /** What the call returned; null at its start, and if it failed. */
  value: number | null;
}

type Reader = (register: bigint, moment: Moment) => RawValue;

const signed = (register: bigint | undefined): number => Number(BigInt.asIntN(32, register ?? 0n));
const unsigned = (register: bigint | undefined): number => Number(BigInt.asUintN(32, register ?? 0n));

const int: Reader = (register) => numeric(signed(register));
const uint: Reader = (register) => numeric(unsigned(register));
const size: Reader = (register) => numeric(Number(register));
const plain: Reader = (register) => pointer(register);
const path: Reader = (register, { memory }) => stringAt(memory, register);

const WRITTEN = new WeakSet<Reader>();
/** What the kernel writes: only a call that succeeded has it. */
const written = (read: Reader): Reader => {
  const reader: Reader = (register, moment) => (moment.value === null ? pointer(register) : read(register, moment));
  WRITTEN.add(reader);
  return reader;
};

/** An address whose length is another argument, by value or behind a pointer. */
const address = (length: number): Reader => (register, { registers, memory }) =>
  at.addressAt(memory, register, signed(registers[length]));
const returnedAddress = (length: number): Reader => written((register, { registers, memory }) =>
  (register === 0n ? pointer(register) : at.addressAt(memory, register, at.wordAt(memory, registers[length]!))));

const parts: Reader = (register, { registers, memory }) => at.partsAt(memory, register, signed(registers[2]));
const message: Reader = (register, { memory }) => at.messageAt(memory, register);
const received: Reader = (register, { memory, value }) => (value === null ? at.spaceAt : at.messageAt)(memory, register);
WRITTEN.add(received);
const messages: Reader = (register, { registers, memory }) => at.messagesAt(memory, register, unsigned(registers[2]));
const polled: Reader = (register, { registers, memory }) => at.polledAt(memory, register, unsigned(registers[1]));
const time: Reader = (register, { memory }) => at.timeAt(memory, register);
const pair: Reader = written((register, { memory }) => at.wordsAt(memory, register, 2));
const events: Reader = written((register, { memory, value }) => at.eventsAt(memory, register, value ?? 0));
const event: Reader = (register, { memory }) => at.eventAt(memory, register);
const cloneArgs: Reader = (register, { memory }) => at.cloneArgsAt(memory, register);
const option: Reader = (register, { registers, memory }) =>
  at.optionAt(memory, register, signed(registers[4]), signed(registers[1]), signed(registers[2]));
const returnedOption: Reader = written((register, { registers, memory }) =>
  at.optionAt(memory, register, at.wordAt(memory, registers[4]!), signed(registers[1]), signed(registers[2])));
/** FIONBIO and FIOASYNC read an int. */
const request: Reader = (register, { memory, registers }) =>
  (signed(registers[1]) === 0x5421 || signed(registers[1]) === 0x5452 ? listOf([numeric(at.wordAt(memory, register))]) : pointer(register));

const CALLS: Readonly<Record<string, readonly Reader[]>> = {
  socket: [int, int, int], socketpair: [int, int, int, pair], bind: [int, address(2), int], connect: [int, address(2), int],
  listen: [int, int], accept: [int, returnedAddress(2), plain], accept4: [int, returnedAddress(2), plain, int],
  getsockname: [int, returnedAddress(2), plain], getpeername: [int, returnedAddress(2), plain], shutdown: [int, int],
  setsockopt: [int, int, int, option, int], getsockopt: [int, int, int, returnedOption, plain],
  sendto: [int, plain, size, int, address(5), int], recvfrom: [int, plain, size, int, returnedAddress(5), plain],
  sendmsg: [int, message, int], recvmsg: [int, received, int], sendmmsg: [int, messages, uint, int],
  sendfile: [int, int, plain, size], read: [int, plain, size], write: [int, plain, size], readv: [int, parts, int],
  writev: [int, parts, int], close: [int], dup: [int], dup2: [int, int], dup3: [int, int, int], close_range: [uint, uint, int],
  fcntl: [int, int, int], ioctl: [int, int, request], epoll_create: [int], epoll_create1: [int], epoll_ctl: [int, int, int, event],
  epoll_wait: [int, events, int, int], epoll_pwait: [int, events, int, int, plain], epoll_pwait2: [int, events, int, time, plain],
  poll: [polled, uint, int], ppoll: [polled, uint, time, plain], pidfd_open: [int, int], pidfd_getfd: [int, int, int],
  fork: [], vfork: [], clone: [size], clone3: [cloneArgs, size], execve: [path], execveat: [int, path], unshare: [uint],
  exit: [int], exit_group: [int], restart_syscall: [], splice: [int, plain, int, plain, size],
  recvmmsg: [int, plain, uint, int], vmsplice: [int, plain, size], io_uring_register: [int, uint],
};
const OTHER: readonly Reader[] = [int, plain];

/** Arguments of a call as far as they can be read at that moment, in the kernel's order. */
export function readArguments(name: string, moment: Moment): RawValue[] {
  const readers = own(CALLS, name) ?? OTHER;
  return readers.map((read, i) => read(moment.registers[i] ?? 0n, moment));
}

/** Calls that have more arguments to read at their end than at their start, if they succeed. */
export const WITH_WRITTEN: ReadonlySet<string> = new Set(Object.entries(CALLS)
  .flatMap(([name, readers]) => (readers.some((read) => WRITTEN.has(read)) ? [name] : [])));

/** What is read from memory at the start of a call already. */
const REGISTER_ONLY: ReadonlySet<Reader> = new Set([int, uint, size, plain]);
export const READ_AT_START: ReadonlySet<string> = new Set(Object.entries(CALLS)
  .filter(([, readers]) => readers.some((read) => read === received || !(REGISTER_ONLY.has(read) || WRITTEN.has(read))))
  .map(([name]) => name));

/** What a call shows besides its number: the ready descriptors of poll. */
export function readShown(name: string, { registers, memory, value }: Moment): RawValue | undefined {
  const polls = name === 'poll' || name === 'ppoll';
  return polls && value !== null && value > 0 ? at.polledAt(memory, registers[0]!, unsigned(registers[1]), true) : undefined;
}
