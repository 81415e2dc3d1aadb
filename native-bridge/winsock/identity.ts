import { winsock } from './bindings.ts';
import type { Handle } from './types.ts';

/** A handle in its owner's numbering: Windows process id and handle value. */
export interface HandleRef {
  readonly pid: number;
  readonly handle: Handle;
}

/** A failed probe: the failing call, and its GetLastError or NTSTATUS. */
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

/** What handles that are presumed to refer to one kernel object reveal (section J). */
export interface ObjectSeen {
  /** Index of the first handle that exists; -1 for none. */
  first: number;
  /** How many handles refer to the object, in all processes; pending exports count (S7). Handles of the probe do not. */
  references: number;
  /** Per following handle: whether it refers to the same object; null if it does not exist. */
  same: (boolean | null)[];
}

/**
 * Compares handles with the first of them that exists. The probe itself briefly holds the objects of other
 * processes: never call it between a last close and the FIN it causes.
 */
export function seeObject(handles: readonly HandleRef[]): ObjectSeen {
  for (const [first, target] of handles.entries()) {
    const seen = unlessGone(() => borrow(target, (handle, extra) => {
      const references = handleCount(target, handle) - extra;
      const same = handles.slice(first + 1).map((other) =>
        unlessGone(() => borrow(other, (theirs) => winsock().kernel.CompareObjectHandles(handle, theirs))));
      return { first, references, same };
    }));
    if (seen) return seen;
  }
  return { first: -1, references: 0, same: [] };
}

/** Runs probes, opening each process once for all of them. */
export function lookTogether<T>(work: () => T): T {
  if (owners) return work();
  owners = new Map();
  try {
    return work();
  } finally {
    for (const owner of owners.values()) winsock().kernel.CloseHandle(owner);
    owners = null;
  }
}

/** Processes that the running probes have opened. None stays open: the bridge decides how long an id is held (known-processes.ts). */
let owners: Map<number, Handle> | null = null;

/** A failed probe yields no fact, and does not fail a step. */
export function unlessGone<T>(look: () => T): T | null {
  try {
    return look();
  } catch (error) {
    if (error instanceof ProbeError) return null;
    throw error;
  }
}

function handleCount(target: HandleRef, handle: Handle): number {
  const OBJECT_BASIC_INFORMATION = { infoClass: 0, size: 56, handleCountAt: 8 };
  const info = Buffer.alloc(OBJECT_BASIC_INFORMATION.size);
  const status = winsock().nt.NtQueryObject(handle, OBJECT_BASIC_INFORMATION.infoClass, info, info.length, null);
  if (status < 0) throw new ProbeError('NtQueryObject', status, target);
  return info.readUInt32LE(OBJECT_BASIC_INFORMATION.handleCountAt);
}

/**
 * Whether an event is signalled, with a zero timeout. Manual-reset events, such as those of
 * WSACreateEvent, stay unchanged; an auto-reset event would be reset by the probe.
 * @throws ProbeError if its process cannot be opened or has no such handle.
 */
export function eventIsSet(target: HandleRef): boolean {
  return borrow(target, (handle) => {
    const { kernel } = winsock();
    const result = kernel.WaitForSingleObject(handle, 0);
    if (result === 0xffff_ffff) throw new ProbeError('WaitForSingleObject', kernel.GetLastError(), target);
    return result === 0;
  });
}

/** The platform's name in traces: `wine-10.0` for any Wine 10.0, release candidates included, else `windows`. */
export function platformLabel(): string {
  const version = winsock().nt.wine_get_version?.();
  const [, number] = /^(\d+\.\d+)/.exec(version ?? '') ?? [];
  return version === undefined ? 'windows' : `wine-${number ?? version}`;
}

/** Passes `look` a handle valid in this process, and how many references that handle adds (0 or 1). */
function borrow<T>(target: HandleRef, look: (handle: Handle, extra: 0 | 1) => T): T {
  const { kernel } = winsock();
  if (target.pid === kernel.GetCurrentProcessId()) return look(target.handle, 0);
  return lookTogether(() => {
    const DUPLICATE_SAME_ACCESS = 2;
    const copy: [Handle | null] = [null];
    if (!kernel.DuplicateHandle(owner(target), target.handle, kernel.GetCurrentProcess(), copy, 0, false, DUPLICATE_SAME_ACCESS)) {
      throw new ProbeError('DuplicateHandle', kernel.GetLastError(), target);
    }
    try {
      return look(copy[0] ?? 0, 1);
    } finally {
      kernel.CloseHandle(copy[0] ?? 0);
    }
  });
}

function owner(target: HandleRef): Handle {
  const { kernel } = winsock();
  const known = owners?.get(target.pid);
  if (known !== undefined) return known;
  const PROCESS_DUP_HANDLE = 0x0040;
  const opened = kernel.OpenProcess(PROCESS_DUP_HANDLE, false, target.pid);
  if (BigInt(opened) === 0n) throw new ProbeError('OpenProcess', kernel.GetLastError(), target);
  owners?.set(target.pid, opened);
  return opened;
}
