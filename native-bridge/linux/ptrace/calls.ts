/** ptrace and waitpid through libc, and the memory of other processes. */
import { addressOf, errno, libcCall } from '../bindings.ts';

/** linux/ptrace.h */
export const REQUEST = {
  CONT: 7, GETREGS: 12, SETREGS: 13, DETACH: 17, SYSCALL: 24, GETEVENTMSG: 0x4201, SEIZE: 0x4206, INTERRUPT: 0x4207, LISTEN: 0x4208,
  GET_SYSCALL_INFO: 0x420e,
} as const;
export const OPTION = { SYSGOOD: 1, FORK: 2, VFORK: 4, CLONE: 8, EXEC: 16, SECCOMP: 128, EXITKILL: 1 << 20 } as const;
export const FOLLOW = OPTION.SYSGOOD | OPTION.FORK | OPTION.VFORK | OPTION.CLONE | OPTION.EXEC;

export const WAIT = { UNTRACED: 2, NOHANG: 1, ALL: 0x4000_0000, NOTHREAD: 0x2000_0000 } as const;
const EINTR = 4;

/** 0, or the errno. `data`: a number, or bytes that the request reads or fills. */
export function ptrace(request: number, task: number, address: number, data: number | Uint8Array): number {
  return ptraceAt(request, task, address, typeof data === 'number' ? data : placeOf(data));
}

/** As `ptrace`, with the address of bytes that are used again and again: to ask for it takes longer than the request. */
export function ptraceAt(request: number, task: number, address: number, data: number): number {
  call ??= libcCall('long ptrace(long request, int task, size_t address, size_t data)');
  return Number(call(request, task, address, data)) === -1 ? errno() : 0;
}

let call: ReturnType<typeof libcCall> | null = null;

/** Address of bytes that the caller keeps. Addresses of a process are below 2^47. */
export const placeOf = (bytes: Uint8Array): number => Number(addressOf(bytes));

const STATUS = new Int32Array(32);
let wait: ReturnType<typeof libcCall> | null = null;

/** The next task that changed state; null if none is left, or with NOHANG none has. */
export function waitFor(task: number, flags: number): { task: number; status: number } | null {
  wait ??= libcCall('int waitpid(int pid, void *status, int options)');
  for (;;) {
    const found = Number(wait(task, STATUS, flags));
    if (found > 0) return { task: found, status: STATUS[0]! };
    if (found === 0 || errno() !== EINTR) return null;
  }
}

/** Takes all but the largest pieces of memory on their way: to give each read bytes with an address takes longer than to copy it. */
const PASSAGE = Buffer.alloc(1 << 16);
const [LOCAL, REMOTE] = [new BigUint64Array(2), new BigUint64Array(2)];
let passage: bigint | null = null;
const transfers = new Map<'readv' | 'writev', ReturnType<typeof libcCall>>();

/** Returns whether all bytes were copied. */
function copy(way: 'readv' | 'writev', task: number, address: bigint, at: bigint, length: number): boolean {
  const transfer = transfers.get(way)
    ?? libcCall(`long process_vm_${way}(int pid, void *local, ulong n, void *remote, ulong m, ulong flags)`);
  transfers.set(way, transfer);
  [LOCAL[0], LOCAL[1], REMOTE[0], REMOTE[1]] = [at, BigInt(length), address, BigInt(length)];
  return Number(transfer(task, LOCAL, 1, REMOTE, 1, 0)) === length;
}

/** Memory of a task; null if it is not all readable. */
export function readMemory(task: number, address: bigint, length: number): Uint8Array | null {
  if (length > PASSAGE.length) {
    const bytes = new Uint8Array(length);
    return copy('readv', task, address, addressOf(bytes), length) ? bytes : null;
  }
  passage ??= addressOf(PASSAGE);
  return copy('readv', task, address, passage, length) ? new Uint8Array(PASSAGE.subarray(0, length)) : null;
}

export const writeMemory = (task: number, address: bigint, bytes: Uint8Array): boolean =>
  copy('writev', task, address, addressOf(bytes), bytes.length);

export const kill = (process: number, signal: number): boolean => Number(libcCall('int kill(int pid, int signal)')(process, signal)) === 0;
