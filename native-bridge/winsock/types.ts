import type { KoffiFunc } from 'koffi';

/** A SOCKET, HANDLE or WSAEVENT: a number while small, a BigInt when koffi met a larger one. */
export type Handle = number | bigint;

/** INVALID_SOCKET and INVALID_HANDLE_VALUE, all bits set. Compare with {@link isInvalidSocket}. */
export const INVALID_SOCKET = 0xffff_ffff_ffff_ffffn;

/** Whether a call that returns a SOCKET failed; -1 has the same bits. */
export const isInvalidSocket = (socket: Handle): boolean => BigInt.asUintN(64, BigInt(socket)) === INVALID_SOCKET;

type Call<T extends (...args: never[]) => unknown> = KoffiFunc<T>;

/** ws2_32.dll. Every `int` is 0 or SOCKET_ERROR (-1) unless said otherwise; blobs are Buffers of 628 bytes. */
export interface Ws2 {
  WSAStartup: Call<(version: number, data: Uint8Array) => number>;
  WSACleanup: Call<() => number>;
  /** The error of this thread's last call through koffi, or of the call whose `.async` callback runs. */
  WSAGetLastError: Call<() => number>;
  WSASocketW: Call<(af: number, type: number, protocol: number, info: Uint8Array | null, group: number, flags: number) => Handle>;
  socket: Call<(af: number, type: number, protocol: number) => Handle>;
  bind: Call<(s: Handle, address: Uint8Array, length: number) => number>;
  listen: Call<(s: Handle, backlog: number) => number>;
  connect: Call<(s: Handle, address: Uint8Array, length: number) => number>;
  accept: Call<(s: Handle, address: Uint8Array | null, length: [number] | null) => Handle>;
  WSADuplicateSocketW: Call<(s: Handle, processId: number, info: Uint8Array | null) => number>;
  closesocket: Call<(s: Handle) => number>;
  setsockopt: Call<(s: Handle, level: number, name: number, value: Uint8Array | null, length: number) => number>;
  getsockopt: Call<(s: Handle, level: number, name: number, value: Uint8Array | null, length: [number] | null) => number>;
  /** Bytes sent, or -1. */
  send: Call<(s: Handle, data: Uint8Array, length: number, flags: number) => number>;
  /** Bytes received, 0 at the end of the stream, or -1. */
  recv: Call<(s: Handle, data: Uint8Array, length: number, flags: number) => number>;
  sendto: Call<(s: Handle, data: Uint8Array, length: number, flags: number, to: Uint8Array, toLength: number) => number>;
  recvfrom: Call<(s: Handle, data: Uint8Array, length: number, flags: number, from: Uint8Array | null,
    fromLength: [number] | null) => number>;
  shutdown: Call<(s: Handle, how: number) => number>;
  /** The command is a signed 32-bit number: FIONBIO is `0x8004667e | 0`. */
  ioctlsocket: Call<(s: Handle, command: number, argument: [number]) => number>;
  /** A manual-reset event, not signalled; 0 on failure. */
  WSACreateEvent: Call<() => Handle>;
  WSACloseEvent: Call<(event: Handle) => boolean>;
  WSAResetEvent: Call<(event: Handle) => boolean>;
  WSASetEvent: Call<(event: Handle) => boolean>;
  WSAEventSelect: Call<(s: Handle, event: Handle, mask: number) => number>;
  /** Makes the socket non-blocking and cancels the former registration, also with an empty mask. */
  WSAAsyncSelect: Call<(s: Handle, window: Handle, message: number, mask: number) => number>;
  /** `record` is WSANETWORKEVENTS: 44 bytes, lNetworkEvents then iErrorCode[10]. Consumes the record: never a probe. */
  WSAEnumNetworkEvents: Call<(s: Handle, event: Handle, record: Uint8Array) => number>;
  /** `events` holds `count` handles of 8 bytes; returns index, 0x102 on timeout, 0xffffffff on failure. */
  WSAWaitForMultipleEvents: Call<(count: number, events: Uint8Array, all: boolean, timeoutMs: number, alertable: boolean) => number>;
  /** fd_set of 520 bytes each, or null; timeval of 8 bytes. The number ready, or -1. */
  select: Call<(ignored: number, read: Uint8Array | null, write: Uint8Array | null, except: Uint8Array | null,
    timeout: Uint8Array | null) => number>;
  WSAIoctl: Call<(
    s: Handle, code: number, into: Uint8Array | null, inBytes: number, out: Uint8Array | null, outBytes: number, returned: [number | null],
    overlapped: Handle, routine: Handle,
  ) => number>;
  /** Count of structures of 628 bytes, or -1 with the needed bytes in `bytes`. */
  WSAEnumProtocolsW: Call<(protocols: Uint8Array | null, list: Uint8Array | null, bytes: [number | null]) => number>;
  /** `polled` holds WSAPOLLFD of 16 bytes: SOCKET, short events, short revents. Returns the number ready, or -1. */
  WSAPoll: Call<(polled: Uint8Array, count: number, timeoutMs: number) => number>;
  /** Addresses of caller's memory: WSABUF array, DWORD, OVERLAPPED. -1 with WSA_IO_PENDING when started. */
  WSASend: Call<(s: Handle, buffers: Handle, count: number, sent: Handle, flags: number, overlapped: Handle, routine: Handle) => number>;
  WSARecv: Call<(s: Handle, buffers: Handle, count: number, received: Handle, flags: Handle, overlapped: Handle,
    routine: Handle) => number>;
  WSAGetOverlappedResult: Call<(s: Handle, overlapped: Handle, bytes: [number | null], wait: boolean, flags: [number | null]) => boolean>;
  getsockname: Call<(s: Handle, address: Uint8Array, length: [number]) => number>;
  getpeername: Call<(s: Handle, address: Uint8Array, length: [number]) => number>;
}

/** kernel32.dll, with CompareObjectHandles of kernelbase.dll. Every boolean is TRUE on success. */
export interface Kernel {
  GetLastError: Call<() => number>;
  GetCurrentProcessId: Call<() => number>;
  /** A pseudo handle: all bits set. */
  GetCurrentProcess: Call<() => Handle>;
  /** 0 on failure. */
  OpenProcess: Call<(access: number, inherit: boolean, processId: number) => Handle>;
  DuplicateHandle: Call<
    (sourceProcess: Handle, source: Handle, targetProcess: Handle, target: [Handle | null], access: number, inherit: boolean,
      options: number) => boolean
  >;
  CloseHandle: Call<(handle: Handle) => boolean>;
  GetHandleInformation: Call<(handle: Handle, flags: [number | null]) => boolean>;
  SetHandleInformation: Call<(handle: Handle, mask: number, flags: number) => boolean>;
  /** 0 signalled, 0x102 timeout, 0xffffffff failure. */
  WaitForSingleObject: Call<(handle: Handle, timeoutMs: number) => number>;
  /** INVALID_HANDLE_VALUE for the file makes a port alone; 0 on failure. */
  CreateIoCompletionPort: Call<(file: Handle, port: Handle, key: Handle, threads: number) => Handle>;
  /** False with an operation: that operation failed; false without: nothing came. */
  GetQueuedCompletionStatus: Call<(port: Handle, bytes: [number | null], key: [Handle | null], operation: [Handle | null],
    timeoutMs: number) => boolean>;
  CancelIoEx: Call<(file: Handle, overlapped: Handle) => boolean>;
  GetProcessHeap: Call<() => Handle>;
  /** An address, or 0. */
  HeapAlloc: Call<(heap: Handle, flags: number, bytes: number) => Handle>;
  HeapFree: Call<(heap: Handle, flags: number, address: Handle) => boolean>;
  ReadProcessMemory: Call<(process: Handle, address: Handle, into: Uint8Array, bytes: number, read: Handle) => boolean>;
  WriteProcessMemory: Call<(process: Handle, address: Handle, from: Uint8Array, bytes: number, written: Handle) => boolean>;
  CompareObjectHandles: Call<(a: Handle, b: Handle) => boolean>;
}

/** ntdll.dll. Statuses are NTSTATUS as signed numbers: negative on failure. */
export interface Nt {
  NtQueryObject: Call<(handle: Handle, infoClass: number, info: Uint8Array, length: number, needed: [number | null] | null) => number>;
  /** Exported by Wine only. */
  wine_get_version: Call<() => string> | undefined;
}

/** user32.dll: a message-only window and its queue. */
export interface User {
  /** 0 on failure. Class and name as text; `parent` HWND_MESSAGE for a window that only takes messages. */
  CreateWindowExW: Call<(
    exStyle: number, className: string, name: string | null, style: number, x: number, y: number, width: number, height: number,
    parent: Handle, menu: Handle, instance: Handle, param: Handle,
  ) => Handle>;
  /** `message` is MSG, 48 bytes. False when there is none; only for windows of the calling thread. */
  PeekMessageW: Call<(message: Uint8Array, window: Handle, first: number, last: number, remove: number) => boolean>;
  DestroyWindow: Call<(window: Handle) => boolean>;
}

/** All bindings, loaded together. */
export interface Winsock {
  readonly ws2: Ws2;
  readonly kernel: Kernel;
  readonly nt: Nt;
  readonly user: User;
}
