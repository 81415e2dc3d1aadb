/** What Windows says of a process before it is attached to. */
import { closeSync, openSync, readSync } from 'node:fs';
import type { Handle } from '../types.ts';
import { type Api, THIS_PROCESS } from './debug-api.ts';
import { machineIn } from './pe-exports.ts';
import type { AboutProcess } from './refusal.ts';

const [PROCESS_ALL_ACCESS, PROCESS_QUERY_LIMITED_INFORMATION, TOKEN_QUERY] = [0x1f_ffff, 0x1000, 0x8];
const [PROCESS_PROTECTION_INFORMATION, TOKEN_ELEVATION, PROCESS_DYNAMIC_CODE_POLICY] = [61, 20, 2];
const [LONGEST_PATH, HEADER_BYTES] = [1024, 4096];

/** `host`: the process that the recorder works for; null if it is none of this system. */
export function aboutProcess(api: Api, pid: number, host: number | null): AboutProcess {
  const whole = api.OpenProcess(PROCESS_ALL_ACCESS, false, pid);
  const error = whole === 0 ? api.GetLastError() : 0;
  const handle = whole === 0 ? api.OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION, false, pid) : whole;
  const about = {
    pid, error, isOwn: [process.pid, process.ppid, host].includes(pid), isProtected: handle !== 0 && isProtected(api, handle),
    isElevated: handle !== 0 && isElevated(api, handle) && !isElevated(api, THIS_PROCESS),
    isDebugged: handle !== 0 && isDebugged(api, handle), forbidsCode: handle !== 0 && forbidsCode(api, handle),
    machine: handle === 0 ? 0 : machineOf(programOf(api, handle) ?? ''),
  };
  if (handle !== 0) api.CloseHandle(handle);
  return about;
}

/** Path of the program; null if it cannot be read. */
export function programOf(api: Api, handle: Handle): string | null {
  const [name, length] = [Buffer.alloc(2 * LONGEST_PATH), [LONGEST_PATH]];
  return api.QueryFullProcessImageNameW(handle, 0, name, length) ? name.toString('utf16le', 0, 2 * length[0]!) : null;
}

/** Machine in the header of a program; 0 if it cannot be read. */
export function machineOf(path: string): number {
  let file: number | null = null;
  try {
    file = openSync(path, 'r');
    const head = Buffer.alloc(HEADER_BYTES);
    readSync(file, head);
    return machineIn(head) ?? 0;
  } catch {
    return 0;
  } finally {
    if (file !== null) closeSync(file);
  }
}

function isProtected(api: Api, handle: Handle): boolean {
  const level = Buffer.alloc(1);
  return api.NtQueryInformationProcess(handle, PROCESS_PROTECTION_INFORMATION, level, level.length, null) >= 0 && level[0] !== 0;
}

function isElevated(api: Api, process: Handle): boolean {
  const [token, elevation] = [Buffer.alloc(8), Buffer.alloc(4)];
  if (!api.OpenProcessToken(process, TOKEN_QUERY, token)) return false;
  const handle = Number(token.readBigUInt64LE());
  const known = api.GetTokenInformation(handle, TOKEN_ELEVATION, elevation, elevation.length, Buffer.alloc(4));
  api.CloseHandle(handle);
  return known && elevation.readUInt32LE() !== 0;
}

function isDebugged(api: Api, handle: Handle): boolean {
  const present = Buffer.alloc(4);
  return api.CheckRemoteDebuggerPresent(handle, present) && present.readUInt32LE() !== 0;
}

/** The first bit is ProhibitDynamicCode. */
function forbidsCode(api: Api, handle: Handle): boolean {
  const policy = Buffer.alloc(4);
  return api.GetProcessMitigationPolicy(handle, PROCESS_DYNAMIC_CODE_POLICY, policy, policy.length) && (policy.readUInt32LE() & 1) !== 0;
}
