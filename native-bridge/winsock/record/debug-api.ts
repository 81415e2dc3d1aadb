/** The debug API and the memory of other processes through koffi; Microsoft Learn, debugapi.h and memoryapi.h. */
import { createRequire } from 'node:module';
import type * as Koffi from 'koffi';
import { KERNEL32 } from '../prototypes.ts';
import type { Handle, Kernel } from '../types.ts';

const { ReadProcessMemory, WriteProcessMemory, SetHandleInformation, CloseHandle, GetLastError, OpenProcess } = KERNEL32;
const KNOWN = { ReadProcessMemory, WriteProcessMemory, SetHandleInformation, CloseHandle, GetLastError, OpenProcess };

/** GetCurrentProcess() */
export const THIS_PROCESS = -1;

export interface DebugApi extends Pick<Kernel, keyof typeof KNOWN> {
  CreateProcessW(application: null, line: Uint8Array, processAttributes: null, threadAttributes: null, inherit: boolean, flags: number,
    environment: Uint8Array, directory: null, startup: Uint8Array, information: Uint8Array): boolean;
  WaitForDebugEvent(event: Uint8Array, milliseconds: number): boolean;
  ContinueDebugEvent(process: number, thread: number, status: number): boolean;
  DebugSetProcessKillOnExit(kill: boolean): boolean;
  DebugActiveProcess(process: number): boolean;
  DebugActiveProcessStop(process: number): boolean;
  DebugBreakProcess(process: Handle): boolean;
  CheckRemoteDebuggerPresent(process: Handle, present: Uint8Array): boolean;
  GetThreadContext(thread: Handle, context: Uint8Array): boolean;
  SetThreadContext(thread: Handle, context: Uint8Array): boolean;
  FlushInstructionCache(process: Handle, address: bigint, bytes: number): boolean;
  GetModuleHandleExW(flags: number, address: bigint, module: Uint8Array): boolean;
  GetProcessMitigationPolicy(process: Handle, policy: number, value: Uint8Array, bytes: number): boolean;
  NtQueryInformationProcess(process: Handle, what: number, into: Uint8Array, bytes: number, needed: null): number;
  OpenProcessToken(process: Handle, access: number, token: Uint8Array): boolean;
  GetTokenInformation(token: Handle, what: number, into: Uint8Array, bytes: number, needed: Uint8Array): boolean;
  TerminateProcess(process: Handle, code: number): boolean;
  VirtualAllocEx(process: Handle, address: bigint, bytes: number, kind: number, protection: number): bigint | number;
  VirtualProtectEx(process: Handle, address: bigint, bytes: number, protection: number, before: Uint8Array): boolean;
  CreateFileMappingW(file: bigint, attributes: null, protection: number, high: number, low: number, name: null): Handle;
  MapViewOfFile(mapping: Handle, access: number, high: number, low: number, bytes: number): bigint | number;
  NtMapViewOfSection(section: Handle, process: Handle, base: Uint8Array, zeroBits: number, commit: number, offset: null, size: Uint8Array,
    inherit: number, kind: number, protection: number): number;
  QueryFullProcessImageNameW(process: Handle, flags: number, name: Uint8Array, length: number[]): boolean;
  GetStdHandle(which: number): Handle;
}

const PROTOTYPES: Record<keyof DebugApi, string> = {
  ...KNOWN,
  CreateProcessW: 'bool __stdcall CreateProcessW(void *application, void *line, void *processAttributes, void *threadAttributes, '
    + 'bool inherit, uint32_t flags, void *environment, void *directory, void *startup, void *information)',
  WaitForDebugEvent: 'bool __stdcall WaitForDebugEvent(void *event, uint32_t milliseconds)',
  ContinueDebugEvent: 'bool __stdcall ContinueDebugEvent(uint32_t process, uint32_t thread, uint32_t status)',
  DebugSetProcessKillOnExit: 'bool __stdcall DebugSetProcessKillOnExit(bool kill)',
  DebugActiveProcess: 'bool __stdcall DebugActiveProcess(uint32_t process)',
  DebugActiveProcessStop: 'bool __stdcall DebugActiveProcessStop(uint32_t process)',
  DebugBreakProcess: 'bool __stdcall DebugBreakProcess(uintptr_t process)',
  CheckRemoteDebuggerPresent: 'bool __stdcall CheckRemoteDebuggerPresent(uintptr_t process, void *present)',
  GetThreadContext: 'bool __stdcall GetThreadContext(uintptr_t thread, void *context)',
  SetThreadContext: 'bool __stdcall SetThreadContext(uintptr_t thread, void *context)',
  FlushInstructionCache: 'bool __stdcall FlushInstructionCache(uintptr_t process, uintptr_t address, uintptr_t bytes)',
  GetModuleHandleExW: 'bool __stdcall GetModuleHandleExW(uint32_t flags, uintptr_t address, void *module)',
  GetProcessMitigationPolicy: 'bool __stdcall GetProcessMitigationPolicy(uintptr_t process, int policy, void *value, uintptr_t bytes)',
  NtQueryInformationProcess: 'int32_t __stdcall NtQueryInformationProcess(uintptr_t process, int what, void *into, uint32_t bytes, '
    + 'void *needed)',
  OpenProcessToken: 'bool __stdcall OpenProcessToken(uintptr_t process, uint32_t access, void *token)',
  GetTokenInformation: 'bool __stdcall GetTokenInformation(uintptr_t token, int what, void *into, uint32_t bytes, void *needed)',
  TerminateProcess: 'bool __stdcall TerminateProcess(uintptr_t process, uint32_t code)',
  VirtualAllocEx: 'uintptr_t __stdcall VirtualAllocEx(uintptr_t process, uintptr_t address, uintptr_t bytes, uint32_t kind, uint32_t how)',
  VirtualProtectEx: 'bool __stdcall VirtualProtectEx(uintptr_t process, uintptr_t address, uintptr_t bytes, uint32_t how, void *before)',
  CreateFileMappingW: 'uintptr_t __stdcall CreateFileMappingW(uintptr_t file, void *attributes, uint32_t how, uint32_t high, uint32_t low, '
    + 'void *name)',
  MapViewOfFile: 'uintptr_t __stdcall MapViewOfFile(uintptr_t mapping, uint32_t access, uint32_t high, uint32_t low, uintptr_t bytes)',
  NtMapViewOfSection: 'int32_t __stdcall NtMapViewOfSection(uintptr_t section, uintptr_t process, void *base, uintptr_t zeroBits, '
    + 'uintptr_t commit, void *offset, void *size, uint32_t inherit, uint32_t kind, uint32_t how)',
  QueryFullProcessImageNameW: 'bool __stdcall QueryFullProcessImageNameW(uintptr_t process, uint32_t flags, void *name, '
    + '_Inout_ uint32_t *length)',
  GetStdHandle: 'uintptr_t __stdcall GetStdHandle(uint32_t which)',
};

const ALIGNMENT = 16;

/** Loads the calls. Their thread must be the one that creates the processes. */
export function debugApi(): DebugApi & { view(address: bigint, bytes: number): Uint8Array; aligned(bytes: number): Buffer } {
  const koffi: typeof Koffi = createRequire(import.meta.url)('koffi');
  const [kernel32, ntdll, kernelbase] = [koffi.load('kernel32.dll'), koffi.load('ntdll.dll'), koffi.load('kernelbase.dll')];
  const dllOf = (name: string) => (name.startsWith('Nt') ? ntdll : name.includes('Token') ? kernelbase : kernel32);
  const calls = Object.entries(PROTOTYPES).map(([name, prototype]) => [name, dllOf(name).func(prototype)]);
  return {
    ...Object.fromEntries(calls) as DebugApi, view: (address, bytes) => new Uint8Array(koffi.view(address, bytes)),
    /** Memory at a multiple of 16. */
    aligned: (bytes) => {
      const all = Buffer.alloc(bytes + ALIGNMENT);
      const skipped = (ALIGNMENT - Number(koffi.address(all) % BigInt(ALIGNMENT))) % ALIGNMENT;
      return all.subarray(skipped, skipped + bytes);
    },
  };
}

export type Api = ReturnType<typeof debugApi>;
