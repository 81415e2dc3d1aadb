/** ptrace and waitpid through libc, and the memory of other processes. */
import { addressOf, errno, libc, libcCall } from '../bindings.ts';

/** linux/ptrace.h */
export const REQUEST = {
  CONT: 7, GETREGS: 12, SETREGS: 13, DETACH: 17, SYSCALL: 24, GETEVENTMSG: 0x4201, SEIZE: 0x4206, INTERRUPT: 0x4207, LISTEN: 0x4208,
  GET_SYSCALL_INFO: 0x420e,
} as const;
export const OPTION = { SYSGOOD: 1, FORK: 2, VFORK: 4, CLONE: 8, EXEC: 16, SECCOMP: 128, EXITKILL: 1 << 20 } as const;
export const FOLLOW = OPTION.SYSGOOD | OPTION.FORK | OPTION.VFORK | OPTION.CLONE | OPTION.EXEC;

/** asm/unistd_64.h */
const NR_PTRACE = 101;
export const WAIT = { UNTRACED: 2, NOHANG: 1, ALL: 0x4000_0000, NOTHREAD: 0x2000_0000 } as const;
const EINTR = 4;

/** 0, or the errno. `data`: a number, or bytes that the request reads or fills. */
export function ptrace(request: number, task: number, address: number, data: number | Uint8Array): number {
  const value = typeof data === 'number' ? data : addressOf(data);
  const result = Number(libc().syscall(NR_PTRACE, request, task, address, value, 0));
  return result >= 0 ? 0 : errno();
}

const STATUS = new Int32Array(32);

/** The next task that changed state; null if none is left, or with NOHANG none has. */
export function waitFor(task: number, flags: number): { task: number; status: number } | null {
  const waitpid = libcCall('int waitpid(int pid, void *status, int options)');
  for (;;) {
    const found = Number(waitpid(task, STATUS, flags));
    if (found > 0) return { task: found, status: STATUS[0]! };
    if (found === 0 || errno() !== EINTR) return null;
  }
}

const [LOCAL, REMOTE] = [new BigUint64Array(2), new BigUint64Array(2)];

/** Returns whether all bytes were copied. */
function copy(way: 'readv' | 'writev', task: number, address: bigint, bytes: Uint8Array): boolean {
  const call = libcCall(`long process_vm_${way}(int pid, void *local, ulong n, void *remote, ulong m, ulong flags)`);
  [LOCAL[0], LOCAL[1], REMOTE[0], REMOTE[1]] = [addressOf(bytes), BigInt(bytes.length), address, BigInt(bytes.length)];
  return Number(call(task, LOCAL, 1, REMOTE, 1, 0)) === bytes.length;
}

/** Memory of a task; null if it is not all readable. */
export function readMemory(task: number, address: bigint, length: number): Uint8Array | null {
  const bytes = new Uint8Array(length);
  return copy('readv', task, address, bytes) ? bytes : null;
}

export const writeMemory = (task: number, address: bigint, bytes: Uint8Array): boolean => copy('writev', task, address, bytes);

export const kill = (process: number, signal: number): boolean => Number(libcCall('int kill(int pid, int signal)')(process, signal)) === 0;
