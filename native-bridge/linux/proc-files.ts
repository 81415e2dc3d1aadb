/**
 * Small files, links and folders of /proc by direct system calls: a probe of a session reads dozens of them, and the
 * runtime's checks and conversions take several times longer than the kernel.
 */
import { addressOf, libc } from './bindings.ts';
import { AT_FDCWD, NR, OPEN } from './live/calls.ts';

/** One shared buffer: everything here is synchronous, so uses cannot overlap. */
const buffer = Buffer.alloc(1 << 16);
/** PATH_MAX: longer link targets are cut off. */
const LINK_ROOM = 4096;
/** struct linux_dirent64: length of the record, and its name, which ends with a zero. */
const [LENGTH_AT, NAME_AT] = [16, 19];
/** With a name of NAME_MAX bytes. */
const LONGEST_RECORD = 280;

/** A link target; null if it cannot be read. */
export function readLink(path: string): string | null {
  const length = Number(libc().readlink(path, buffer, LINK_ROOM));
  return length < 0 ? null : buffer.toString('utf8', 0, length);
}

/** Opens a file for repeated reading. @returns its descriptor; null if it cannot be opened. */
export function openFile(path: string): number | null {
  const file = Number(libc().openat(AT_FDCWD, path, OPEN.RDONLY, 0));
  return file < 0 ? null : file;
}

export const closeFile = (file: number): void => { libc().close(file); };

/** The current text of an open file, from its beginning; null if it cannot be read. */
export function readAnew(file: number): string | null {
  let text = '';
  for (;;) {
    const length = Number(libc().pread(file, buffer, buffer.length, text.length));
    if (length < 0) return null;
    text += buffer.toString('latin1', 0, length);
    // /proc fills the buffer: a partly filled one is the end.
    if (length < buffer.length) return text;
  }
}

/** The numeric names in a folder, such as /proc/PID/fd; null if it cannot be read. */
export function numbersIn(folder: string): number[] | null {
  return reading(folder, OPEN.FOLDER, (file) => {
    const numbers: number[] = [];
    for (;;) {
      const length = Number(libc().syscall(NR.getdents64, file, addressOf(buffer), buffer.length, 0, 0));
      if (length < 0) return null;
      for (let at = 0; at < length; at += buffer.readUInt16LE(at + LENGTH_AT)) {
        const number = numberAt(at + NAME_AT);
        if (number !== null) numbers.push(number);
      }
      // A listing ends before a record that does not fit.
      if (buffer.length - length > LONGEST_RECORD) return numbers;
    }
  });
}

/** A name of digits as a number; null for any other. */
function numberAt(start: number): number | null {
  let number = 0;
  for (let at = start; buffer[at] !== 0; at++) {
    const digit = buffer[at]! - 0x30;
    if (digit < 0 || digit > 9) return null;
    number = number * 10 + digit;
  }
  return number;
}

function reading<T>(path: string, flags: number, work: (file: number) => T | null): T | null {
  const file = Number(libc().openat(AT_FDCWD, path, flags, 0));
  if (file < 0) return null;
  try {
    return work(file);
  } finally {
    libc().close(file);
  }
}
