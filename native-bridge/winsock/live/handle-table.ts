/** The system's table of handles, class 64: SYSTEM_HANDLE_INFORMATION_EX of 64-bit Windows. */
import { liveCalls } from './calls.ts';

const CLASS = 64;
const [HEADER, ENTRY] = [16, 40];
const STATUS_INFO_LENGTH_MISMATCH = 0xc0000004 | 0;
const OBJ_INHERIT = 2;

export interface TableEntry {
  pid: number;
  handle: number;
  access: number;
  type: number;
  inheritable: boolean;
}

/** Every handle of every process. The object's address, which newer systems hide, is not used. @throws Error with the NTSTATUS. */
export function handleTable(): TableEntry[] {
  for (let size = 1 << 20; ; size *= 2) {
    const bytes = Buffer.alloc(size);
    const status = Number(liveCalls().NtQuerySystemInformation(CLASS, bytes, size, Buffer.alloc(4)));
    if (status === STATUS_INFO_LENGTH_MISMATCH && size < 1 << 30) continue;
    if (status < 0) throw new Error(`The handle table cannot be read (NTSTATUS 0x${(status >>> 0).toString(16)})`);
    const count = Math.min(Number(bytes.readBigUInt64LE(0)), Math.floor((size - HEADER) / ENTRY));
    return Array.from({ length: count }, (_, i): TableEntry => {
      const at = HEADER + ENTRY * i;
      return {
        pid: Number(bytes.readBigUInt64LE(at + 8)), handle: Number(bytes.readBigUInt64LE(at + 16)), access: bytes.readUInt32LE(at + 24),
        type: bytes.readUInt16LE(at + 30), inheritable: (bytes.readUInt32LE(at + 32) & OBJ_INHERIT) !== 0,
      };
    });
  }
}
