/** The calls of the Windows inventory that sessions do not need. */
import { createRequire } from 'node:module';
import type * as Koffi from 'koffi';

type Call = (...params: readonly unknown[]) => number | bigint | boolean;

export interface LiveCalls {
  NtQuerySystemInformation: Call;
  NtDeviceIoControlFile: Call;
  QueryFullProcessImageNameW: Call;
  GetProcessTimes: Call;
  GetFileType: Call;
  CreateEventW: Call;
  GetWindowThreadProcessId: Call;
  GetExtendedTcpTable: Call;
  GetExtendedUdpTable: Call;
}

let loaded: LiveCalls | undefined;

export function liveCalls(): LiveCalls {
  if (loaded) return loaded;
  const koffi: typeof Koffi = createRequire(import.meta.url)('koffi');
  const [nt, kernel, user,
    iphlp] = (['ntdll.dll', 'kernel32.dll', 'user32.dll', 'iphlpapi.dll'] as const).map((name) =>
      koffi.load(name)) as [Koffi.LibraryHandle, Koffi.LibraryHandle, Koffi.LibraryHandle, Koffi.LibraryHandle];
  loaded = {
    NtQuerySystemInformation: nt.func(
      'int32_t __stdcall NtQuerySystemInformation(int infoClass, void *info, uint32_t length, void *needed)'),
    NtDeviceIoControlFile: nt.func(
      'int32_t __stdcall NtDeviceIoControlFile(uintptr_t file, uintptr_t event, uintptr_t routine, uintptr_t context, void '
        + '*status, uint32_t code, void *input, uint32_t inputLength, void *output, uint32_t outputLength)'),
    QueryFullProcessImageNameW: kernel.func(
      'bool __stdcall QueryFullProcessImageNameW(uintptr_t process, uint32_t flags, void *name, void *size)'),
    GetProcessTimes: kernel.func(
      'bool __stdcall GetProcessTimes(uintptr_t process, void *created, void *ended, void *inKernel, void *inUser)'),
    GetFileType: kernel.func('uint32_t __stdcall GetFileType(uintptr_t handle)'),
    CreateEventW: kernel.func('uintptr_t __stdcall CreateEventW(uintptr_t attributes, bool manual, bool signalled, uintptr_t name)'),
    GetWindowThreadProcessId: user.func('uint32_t __stdcall GetWindowThreadProcessId(uintptr_t window, void *process)'),
    GetExtendedTcpTable: iphlp.func(
      'uint32_t __stdcall GetExtendedTcpTable(void *table, void *size, bool order, uint32_t family, int tableClass, uint32_t reserved)'),
    GetExtendedUdpTable: iphlp.func(
      'uint32_t __stdcall GetExtendedUdpTable(void *table, void *size, bool order, uint32_t family, int tableClass, uint32_t reserved)'),
  };
  return loaded;
}
