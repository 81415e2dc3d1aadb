/** The registrations in the fdinfo of an epoll instance; P22: `tfd` is decimal, `events`, `data`, `ino` and `sdev` hexadecimal. */
import type { ScanBuffers } from './scan-buffers.ts';

const [NEWLINE, T] = [0x0a, 0x74];

/**
 * Writes the registrations of sockets in the first `length` bytes to `sink`. The rest after the last newline is moved
 * to the front: the result is its length, and the next piece of the file must follow it.
 */
export function parseRegistrations(
  bytes: Uint8Array, length: number, process: number, instance: number, sockDevice: number, sink: ScanBuffers,
): number {
  let at = 0;
  for (;;) {
    const end = bytes.indexOf(NEWLINE, at);
    if (end < 0 || end >= length) break;
    // "tfd:        7 events:       19 data:                7  pos:0 ino:3a9c sdev:8"
    if (bytes[at] === T && bytes[at + 1] === 0x66) parseLine(bytes, at, process, instance, sockDevice, sink);
    at = end + 1;
  }
  bytes.copyWithin(0, at, length);
  return length - at;
}

function parseLine(bytes: Uint8Array, start: number, process: number, instance: number, sockDevice: number, sink: ScanBuffers): void {
  let at = value(bytes, start);
  let tfd = 0;
  for (let c = bytes[at]!; c >= 0x30 && c <= 0x39; c = bytes[++at]!) tfd = tfd * 10 + c - 0x30;
  at = value(bytes, at);
  let mask = 0;
  for (let digit = hex(bytes[at]!); digit >= 0; digit = hex(bytes[++at]!)) mask = (mask << 4) | digit;
  at = value(bytes, at);
  let [low, high] = [0, 0];
  for (let digit = hex(bytes[at]!); digit >= 0; digit = hex(bytes[++at]!)) {
    high = (high << 4) | (low >>> 28);
    low = (low << 4) | digit;
  }
  // pos
  at = value(bytes, value(bytes, at));
  let inode = 0;
  for (let digit = hex(bytes[at]!); digit >= 0; digit = hex(bytes[++at]!)) inode = inode * 16 + digit;
  at = value(bytes, at);
  let device = 0;
  for (let digit = hex(bytes[at]!); digit >= 0; digit = hex(bytes[++at]!)) device = device * 16 + digit;
  if (device === sockDevice) sink.watch(process, instance, tfd, mask >>> 0, low >>> 0, high >>> 0, inode);
}

/** The position of the first letter of a value: after the next colon and its blanks. */
function value(bytes: Uint8Array, from: number): number {
  let at = from;
  while (bytes[at] !== 0x3a) at += 1;
  at += 1;
  while (bytes[at] === 0x20) at += 1;
  return at;
}

function hex(c: number): number {
  if (c >= 0x30 && c <= 0x39) return c - 0x30;
  return c >= 0x61 && c <= 0x66 ? c - 0x57 : -1;
}
