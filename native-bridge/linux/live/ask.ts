/** Queries on one descriptor of another process, for details that the user opens. All of them are read-only. */
import { readFileSync, readlinkSync } from 'node:fs';
import { joinCommand } from '../../../app/shared/base/command-line.ts';
import { textOfBytes } from '../../../app/shared/base/foreign-bytes.ts';
import { bootTime } from './machine.ts';
import { processName } from './records.ts';

/** Pids and descriptor numbers are reused: a query identifies the holder by its start time and the inode as well. */
export interface Asked {
  pid: number;
  /** Set for a thread with its own descriptor table. */
  thread?: number;
  startedAt: number;
  descriptor: number;
  inode: number;
}

const O_CLOEXEC = 0o2000000;
const MS_A_TICK = 10;

/** Whether the process is still the one of the capture, and holds the socket under that number. */
export function stillHolds({ pid, thread, startedAt, descriptor, inode }: Asked): 'yes' | 'ended' | 'closed' | 'refused' {
  if (startOf(pid) !== startedAt) return 'ended';
  try {
    return readlinkSync(`/proc/${thread ?? pid}/fd/${descriptor}`) === `socket:[${inode}]` ? 'yes' : 'closed';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EACCES' ? 'refused' : 'closed';
  }
}

/** FD_CLOEXEC of a descriptor; null if it cannot be read. */
export function closeOnExec(asked: Asked): boolean | null {
  if (stillHolds(asked) !== 'yes') return null;
  const text = readText(`/proc/${asked.thread ?? asked.pid}/fdinfo/${asked.descriptor}`);
  const flags = /^flags:\s*(\d+)/m.exec(text ?? '')?.[1];
  return flags === undefined ? null : (Number.parseInt(flags, 8) & O_CLOEXEC) !== 0;
}

/** The command line, quoted for a shell; null for kernel threads, and if it cannot be read. */
export function commandLine(pid: number, startedAt: number): string | null {
  if (startOf(pid) !== startedAt) return null;
  const bytes = readText(`/proc/${pid}/cmdline`);
  if (bytes === null || bytes === '') return null;
  const text = textOfBytes(Buffer.from(bytes, 'latin1'));
  // Programs that replace their arguments by a title (nginx, sshd) leave one string.
  const parts = text.replace(/\0+$/, '').split('\0');
  return parts.length === 1 ? parts[0]! : joinCommand(parts);
}

/** Null if the process does not exist. */
export function commandName(pid: number): string | null {
  const text = readText(`/proc/${pid}/comm`);
  return text === null ? null : processName(pid, textOfBytes(Buffer.from(text, 'latin1').subarray(0, -1)));
}

/** Milliseconds since 1970, as in captures; null if the process does not exist. */
export function startOf(pid: number): number | null {
  const text = readText(`/proc/${pid}/stat`);
  if (text === null) return null;
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return bootTime() + Number(fields[19]) * MS_A_TICK;
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return null;
  }
}
