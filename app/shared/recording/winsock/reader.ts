/** Turns the lines of the recorder into events: an enter and its exit become a call; handles of processes become their ids. */
import { findCall } from '../../calls/catalogue.ts';
import { byteStringOf, fromHex } from '../../domain/bytes.ts';
import { WINSOCK_CALLS } from '../decode/winsock.ts';
import type { RawCall, RawEvent, RawResult, RawValue } from '../raw.ts';
import type { Tally } from '../tally.ts';
import { afdText, isAfd } from './afd.ts';
import { type Copy, FUNCTIONS } from './functions.ts';
import { ARGUMENTS, offsetsOf } from './ring.ts';
import type { Refused, WinsockLine, WireRecord } from './wire.ts';

/** GetCurrentProcess(), and INVALID_SOCKET. */
const ALL_BITS = 0xffff_ffff_ffff_ffffn;
/** WSA_WAIT_FAILED */
const WAIT_FAILED = 0xffff_ffffn;
/** In PROCESS_INFORMATION: a handle, then at 16 the id. */
const PID_AT = 16;

/** It asks the driver of sockets without Winsock; which argument says what it asks, and how many such calls are told apart. */
const [DIRECT, CODE_AT, MOST_DIRECT] = ['NtDeviceIoControlFile', 5, 40];

export const createsProcess = (name: string): boolean => name.startsWith('CreateProcess');
/** Functions whose calls are events of a recording. */
const isEvent = (name: string): boolean =>
  WINSOCK_CALLS.has(name) || createsProcess(name) || name === 'SetFileCompletionNotificationModes';

export class WinsockReader {
  /** By number of their enter record. */
  readonly #open = new Map<number, RawCall>();
  /** First threads: they count under the id of their process. */
  readonly #first = new Map<number, number>();
  readonly #threads = new Map<number, Set<number>>();
  /** Ids of processes by "PID HANDLE". */
  readonly #handles = new Map<string, number>();
  readonly #tally: Tally;
  /** Calls to the driver that are named. */
  readonly #direct = new Set<string>();
  /** Ends of calls without a start. */
  unread = 0;

  constructor(tally: Tally) {
    this.#tally = tally;
  }

  /** The call of an enter record that has not ended. */
  callOf(index: number): RawCall | null {
    return this.#open.get(index) ?? null;
  }

  /** The call will not be made: what it returns in its place. */
  refuse(call: RawCall, error: number): Refused {
    call.intervened = { kind: 'refused' };
    return { error, result: failureOf(call.name).toString(16) };
  }

  events(line: WinsockLine): RawEvent[] {
    switch (line.kind) {
      case 'record': return line.exit ? this.#exit(line) : this.#enter(line);
      case 'process': {
        this.#first.set(line.task, line.process);
        this.#threads.set(line.process, new Set([line.process]));
        return [{ kind: 'found', task: line.process, process: line.process, program: programOf(line.program) }];
      }
      case 'thread': {
        this.#threads.get(line.process)?.add(line.task);
        return [{ kind: 'found', task: line.task, process: line.process, program: null }];
      }
      case 'thread-end': {
        const task = this.#task(line.task);
        // The end of its process comes later.
        if (task === line.process) return [];
        this.#threads.get(line.process)?.delete(task);
        return [{ kind: 'ended', task, how: { kind: 'exited', code: 0 }, at: line.at }];
      }
      case 'process-end': {
        const threads = [...this.#threads.get(line.process) ?? []].toReversed();
        this.#threads.delete(line.process);
        return threads.map((task) => ({ kind: 'ended', task, how: { kind: 'exited', code: line.code }, at: line.at }));
      }
      case 'gap': return [{ kind: 'gap', task: 0, at: line.at }];
      default: return [];
    }
  }

  #task(thread: number): number {
    return this.#first.get(thread) ?? thread;
  }

  #enter(record: WireRecord): RawEvent[] {
    const { name } = FUNCTIONS[record.fn]!;
    if (name === DIRECT) {
      if (isAfd(codeOf(record))) this.#open.set(record.index, this.#call(record, name));
      return [];
    }
    if (!isEvent(name) && name !== 'OpenProcess') {
      // A question to the provider changes nothing.
      if (name !== 'WSAIoctl') this.#tally.concerns(name);
      return [];
    }
    // A handle of another process as the source is none of this one.
    if (name === 'DuplicateHandle' && big(record.values[0]) !== ALL_BITS) return [];
    const call = this.#call(record, name);
    this.#open.set(record.index, call);
    return isEvent(name) ? [{ kind: 'enter', call }] : [];
  }

  #call(record: WireRecord, name: string): RawCall {
    const values = record.values.map((text): RawValue => ({ kind: 'number', value: Number(big(text)) }));
    // A ULONG: the upper half of its place on the stack is undefined.
    if (name === DIRECT) values[CODE_AT] = { kind: 'number', value: codeOf(record) };
    const target = name === 'DuplicateHandle' ? this.#processOf(record.process, big(record.values[2])) : null;
    if (target !== null) values[2] = { kind: 'number', value: target };
    return { task: this.#task(record.task), name, args: [...values, ...copiesOf(record, 'enter', values)], result: null, entered: record.at,
      left: null };
  }

  #exit(record: WireRecord): RawEvent[] {
    const call = this.#open.get(record.enter);
    this.#open.delete(record.enter);
    if (!call) {
      const { name } = FUNCTIONS[record.fn]!;
      // Some of DuplicateHandle are left out.
      if (isEvent(name) && name !== 'DuplicateHandle') this.unread += 1;
      return [];
    }
    if (call.name === DIRECT) {
      this.#countDirect(call, Number(BigInt.asIntN(32, big(record.values[0]))));
      return [];
    }
    const copies = copiesOf(record, 'exit', call.args);
    call.args = call.args.map((value, i) => (copies[i - ARGUMENTS]?.kind === 'bytes' ? copies[i - ARGUMENTS]! : value));
    call.left = record.at;
    call.result = resultOf(call.name, big(record.values[0]), record.error);
    const made = call.result.kind === 'value';
    if (call.name === 'OpenProcess') {
      const pid = call.args[2];
      if (made && pid?.kind === 'number') this.#handles.set(`${record.process} ${big(record.values[0])}`, pid.value >>> 0);
      return [];
    }
    if (createsProcess(call.name) && made) call.result = this.#created(record);
    return [{ kind: 'exit', call }];
  }

  /** A call to the driver: no step, but it is named with what it was about. */
  #countDirect({ args }: RawCall, status: number): void {
    const [handle, code, input] = [args[0], args[CODE_AT], args[ARGUMENTS]];
    if (handle?.kind !== 'number' || code?.kind !== 'number') return;
    const text = afdText(handle.value, code.value, status, input?.kind === 'bytes' ? input.bytes : null);
    if (this.#direct.size < MOST_DIRECT) this.#direct.add(text);
    this.#tally.concerns(this.#direct.has(text) ? text : 'other calls to AFD');
  }

  #created(record: WireRecord): RawResult {
    const information = fromHex(record.payload);
    const view = new DataView(information.buffer, information.byteOffset, information.byteLength);
    if (record.copied === 0 || information.length < PID_AT + 4) return { kind: 'none' };
    const pid = view.getUint32(PID_AT, true);
    this.#handles.set(`${record.process} ${view.getBigUint64(0, true)}`, pid);
    return { kind: 'value', value: pid };
  }

  #processOf(process: number, handle: bigint): number | null {
    return handle === ALL_BITS ? process : this.#handles.get(`${process} ${handle}`) ?? null;
  }
}

const codeOf = ({ values }: WireRecord): number => Number(BigInt.asUintN(32, big(values[CODE_AT])));

const big = (text: string | undefined): bigint => BigInt(`0x${text ?? '0'}`);

/** The copies of a record, in the order of the function's copies; those of the other moment are null. */
function copiesOf({ fn, payload, copied }: WireRecord, when: 'enter' | 'exit', args: readonly RawValue[]): RawValue[] {
  const bytes = fromHex(payload);
  const offsets = offsetsOf(fn, when);
  let seen = 0;
  return FUNCTIONS[fn]!.copies.map((copy): RawValue => {
    if (copy.when !== when) return { kind: 'null' };
    const [i, from] = [seen, offsets[seen]!];
    seen += 1;
    return (copied >> i & 1) === 0 ? { kind: 'null' }
      : { kind: 'bytes', bytes: byteStringOf(bytes.subarray(from, from + lengthOf(copy, args))), cut: false };
  });
}

function lengthOf({ bytes, count, unit = 1 }: Copy, args: readonly RawValue[]): number {
  const number = count === undefined ? undefined : args[count];
  return number?.kind === 'number' ? Math.min(bytes, (number.value >>> 0) * unit) : bytes;
}

const typeOf = (name: string): string => (findCall('winsock', name)?.prototype ?? 'BOOL ').split(' ')[0]!;

/** What the call returns if it fails. */
function failureOf(name: string): bigint {
  const type = typeOf(name);
  return type === 'SOCKET' || type === 'int' ? ALL_BITS : type === 'DWORD' ? WAIT_FAILED : 0n;
}

/** By the type that the prototype returns. */
function resultOf(name: string, value: bigint, error: number): RawResult {
  const type = typeOf(name);
  const signed = BigInt.asIntN(32, value);
  const failed = type === 'SOCKET' ? value === ALL_BITS : type === 'int' || type === 'DWORD' ? signed === -1n
    : type === 'BOOL' ? signed === 0n : value === 0n;
  if (failed) return { kind: 'error', name: String(error) };
  return { kind: 'value', value: Number(type === 'int' || type === 'BOOL' ? signed : value) };
}

/** "C:\\tools\\server.exe": the name without the folder and ending. */
const programOf = (path: string): string => path.slice(path.lastIndexOf('\\') + 1).replace(/\.exe$/i, '');
