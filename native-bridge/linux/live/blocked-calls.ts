/** Calls that wait on a number that is closed: the call keeps the open file until it returns; proc(5), /proc/PID/task/TID/syscall. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import type { ProcessLabel } from '../../../app/shared/live/capture.ts';
import { own } from '../../../app/shared/base/own.ts';
import { commandName, startOf } from './ask.ts';

/** Calls that can wait on a socket given by their first argument; asm/unistd.h. */
const CALLS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  x64: { 0: 'read', 1: 'write', 19: 'readv', 20: 'writev', 42: 'connect', 43: 'accept', 44: 'sendto', 45: 'recvfrom', 46: 'sendmsg',
    47: 'recvmsg', 288: 'accept4', 299: 'recvmmsg', 307: 'sendmmsg' },
  arm64: { 63: 'read', 64: 'write', 65: 'readv', 66: 'writev', 202: 'accept', 203: 'connect', 206: 'sendto', 207: 'recvfrom',
    211: 'sendmsg', 212: 'recvmsg', 242: 'accept4', 243: 'recvmmsg', 269: 'sendmmsg' },
};

export interface BlockedCall {
  /** The thread, also if it shares the table of its process. */
  process: ProcessLabel;
  call: string;
  descriptor: number;
}

/** Of every process that this user can read. */
export function callsOnClosedNumbers(): BlockedCall[] {
  const names = own(CALLS, process.arch) ?? {};
  return numbersIn('/proc').flatMap((pid) => numbersIn(`/proc/${pid}/task`).flatMap((thread): BlockedCall[] => {
    try {
      const [number = '', descriptor = ''] = readFileSync(`/proc/${pid}/task/${thread}/syscall`, 'latin1').split(' ');
      const call = own(names, number);
      if (call === undefined || isOpen(thread, Number(descriptor))) return [];
      return [{ process: { pid, thread, name: commandName(pid) ?? 'process', startedAt: startOf(pid) ?? 0 }, call,
        descriptor: Number(descriptor) }];
    } catch {
      // It has ended, or this user cannot read it.
      return [];
    }
  }));
}

function numbersIn(folder: string): number[] {
  try {
    return readdirSync(folder).filter((name) => /^\d+$/.test(name)).map(Number);
  } catch {
    return [];
  }
}

function isOpen(thread: number, descriptor: number): boolean {
  try {
    return readlinkSync(`/proc/${thread}/fd/${descriptor}`) !== '';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ENOENT';
  }
}
