/** /proc/PID/stat: name, parent and start time; proc_pid_stat(5), fields 2, 4, 5, 6, 9, 20 and 22. */
import { RECORD } from './records.ts';

/** The fields that become a field of the record. */
const FIELDS: Readonly<Record<number, number>> = { 4: RECORD.parent, 5: RECORD.group, 6: RECORD.session, 9: RECORD.flags,
  20: RECORD.threads };

/** Parses the first `length` bytes into the record at `at`. */
export function parseStat(bytes: Uint8Array, length: number, records: Uint32Array, at: number): void {
  const open = bytes.indexOf(0x28);
  // A name can contain brackets and blanks; the last bracket ends it.
  const close = bytes.subarray(0, length).lastIndexOf(0x29);
  const name = new Uint8Array(records.buffer, records.byteOffset + 4 * (at + RECORD.name), 16);
  name.fill(0);
  name.set(bytes.subarray(open + 1, Math.min(close, open + 16)));
  // Field 3 is the state's letter.
  let field = 3;
  let i = close + 2;
  for (; field < 22; i++) {
    if (bytes[i] === 0x20) field += 1;
    else if (bytes[i - 1] === 0x20) {
      const to = FIELDS[field];
      if (to !== undefined) records[at + to] = number(bytes, i);
    }
  }
  const ticks = number(bytes, i);
  records[at + RECORD.startLow] = ticks >>> 0;
  records[at + RECORD.startHigh] = Math.floor(ticks / 2 ** 32);
}

function number(bytes: Uint8Array, from: number): number {
  let value = 0;
  for (let at = from; bytes[at]! >= 0x30 && bytes[at]! <= 0x39; at++) value = value * 10 + bytes[at]! - 0x30;
  return value;
}
