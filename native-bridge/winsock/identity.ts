import { winsock } from './bindings.ts';
import type { Handle } from './types.ts';

/** A handle as its owner names it: Windows process id and handle value. */
export interface HandleRef {
  readonly pid: number;
  readonly handle: Handle;
}

/** A probe that could not be made: which call failed, with which GetLastError or NTSTATUS. */
export class ProbeError extends Error {
  constructor(
    readonly call: string,
    readonly code: number,
    readonly target: HandleRef,
  ) {
    super(`${call} failed with ${code} for handle ${target.handle} of process ${target.pid}`);
    this.name = 'ProbeError';
  }
}

/**
 * Whether two handles stand for the same kernel object (section J). For a moment the probe itself
 * holds the objects of other processes: never call it between a last close and the FIN it causes.
 * @throws ProbeError when a process cannot be opened or a handle does not exist in it.
 */
export function sameObject(a: HandleRef, b: HandleRef): boolean {
  return borrow(a, (ours) => borrow(b, (other) => winsock().kernel.CompareObjectHandles(ours, other)));
}

/**
 * How many handles refer to the object, in all processes; exports not yet imported count (S7, section J).
 * The probe's own duplicate is not counted.
 * @throws ProbeError as {@link sameObject}.
 */
export function handleCount(target: HandleRef): number {
  return borrow(target, (handle, extra) => {
    const OBJECT_BASIC_INFORMATION = { infoClass: 0, size: 56, handleCountAt: 8 };
    const info = Buffer.alloc(OBJECT_BASIC_INFORMATION.size);
    const status = winsock().nt.NtQueryObject(handle, OBJECT_BASIC_INFORMATION.infoClass, info, info.length, null);
    if (status < 0) throw new ProbeError('NtQueryObject', status, target);
    return info.readUInt32LE(OBJECT_BASIC_INFORMATION.handleCountAt) - extra;
  });
}

/**
 * Whether an event is signalled, waiting not at all. Leaves manual-reset events, such as those of
 * WSACreateEvent, as they are; an auto-reset event would be reset by the look.
 * @throws ProbeError as {@link sameObject}.
 */
export function eventIsSet(target: HandleRef): boolean {
  return borrow(target, (handle) => {
    const { kernel } = winsock();
    const result = kernel.WaitForSingleObject(handle, 0);
    if (result === 0xffff_ffff) throw new ProbeError('WaitForSingleObject', kernel.GetLastError(), target);
    return result === 0;
  });
}

/** The platform's name in traces and known differences: `wine-8` for any Wine 8, else `windows`. */
export function platformLabel(): string {
  const version = winsock().nt.wine_get_version?.();
  return version === undefined ? 'windows' : `wine-${version.split('.')[0]}`;
}

/** Hands `look` a handle valid in this process, and how many references that handle adds (0 or 1). */
function borrow<T>(target: HandleRef, look: (handle: Handle, extra: 0 | 1) => T): T {
  const { kernel } = winsock();
  if (target.pid === kernel.GetCurrentProcessId()) return look(target.handle, 0);
  const PROCESS_DUP_HANDLE = 0x0040;
  const DUPLICATE_SAME_ACCESS = 2;
  const owner = kernel.OpenProcess(PROCESS_DUP_HANDLE, false, target.pid);
  if (BigInt(owner) === 0n) throw new ProbeError('OpenProcess', kernel.GetLastError(), target);
  try {
    const copy: [Handle | null] = [null];
    if (!kernel.DuplicateHandle(owner, target.handle, kernel.GetCurrentProcess(), copy, 0, false, DUPLICATE_SAME_ACCESS)) {
      throw new ProbeError('DuplicateHandle', kernel.GetLastError(), target);
    }
    try {
      return look(copy[0] ?? 0, 1);
    } finally {
      kernel.CloseHandle(copy[0] ?? 0);
    }
  } finally {
    kernel.CloseHandle(owner);
  }
}
