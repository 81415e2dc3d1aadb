import type { Kernel, Nt, User, Ws2 } from './types.ts';

// SOCKET, HANDLE and WSAEVENT are uintptr_t: numbers that can be logged, compared and sent to another
// process, which koffi's opaque pointers cannot. Structures are void *, so that exactly the caller's
// bytes are passed; BOOL is declared bool, which koffi widens as the x64 convention requires.

/** Prototypes of ws2_32.dll. */
export const WS2_32: Record<keyof Ws2, string> = {
  WSAStartup: 'int __stdcall WSAStartup(uint16_t version, void *data)',
  WSACleanup: 'int __stdcall WSACleanup()',
  WSAGetLastError: 'int __stdcall WSAGetLastError()',
  WSASocketW: 'uintptr_t __stdcall WSASocketW(int af, int type, int protocol, void *info, uint32_t group, uint32_t flags)',
  socket: 'uintptr_t __stdcall socket(int af, int type, int protocol)',
  bind: 'int __stdcall bind(uintptr_t s, void *address, int length)',
  listen: 'int __stdcall listen(uintptr_t s, int backlog)',
  connect: 'int __stdcall connect(uintptr_t s, void *address, int length)',
  accept: 'uintptr_t __stdcall accept(uintptr_t s, void *address, _Inout_ int *length)',
  WSADuplicateSocketW: 'int __stdcall WSADuplicateSocketW(uintptr_t s, uint32_t processId, void *info)',
  closesocket: 'int __stdcall closesocket(uintptr_t s)',
  setsockopt: 'int __stdcall setsockopt(uintptr_t s, int level, int name, void *value, int length)',
  getsockopt: 'int __stdcall getsockopt(uintptr_t s, int level, int name, void *value, _Inout_ int *length)',
  send: 'int __stdcall send(uintptr_t s, void *data, int length, int flags)',
  recv: 'int __stdcall recv(uintptr_t s, void *data, int length, int flags)',
  sendto: 'int __stdcall sendto(uintptr_t s, void *data, int length, int flags, void *to, int toLength)',
  recvfrom: 'int __stdcall recvfrom(uintptr_t s, void *data, int length, int flags, void *from, _Inout_ int *fromLength)',
  shutdown: 'int __stdcall shutdown(uintptr_t s, int how)',
  ioctlsocket: 'int __stdcall ioctlsocket(uintptr_t s, int32_t command, _Inout_ uint32_t *argument)',
  WSACreateEvent: 'uintptr_t __stdcall WSACreateEvent()',
  WSACloseEvent: 'bool __stdcall WSACloseEvent(uintptr_t event)',
  WSAResetEvent: 'bool __stdcall WSAResetEvent(uintptr_t event)',
  WSASetEvent: 'bool __stdcall WSASetEvent(uintptr_t event)',
  WSAEventSelect: 'int __stdcall WSAEventSelect(uintptr_t s, uintptr_t event, int32_t mask)',
  WSAAsyncSelect: 'int __stdcall WSAAsyncSelect(uintptr_t s, uintptr_t window, uint32_t message, int32_t mask)',
  WSAEnumNetworkEvents: 'int __stdcall WSAEnumNetworkEvents(uintptr_t s, uintptr_t event, void *record)',
  WSAWaitForMultipleEvents:
    'uint32_t __stdcall WSAWaitForMultipleEvents(uint32_t count, void *events, bool all, uint32_t timeout, bool alertable)',
  select: 'int __stdcall select(int ignored, void *read, void *write, void *except, void *timeout)',
  WSAIoctl:
    'int __stdcall WSAIoctl(uintptr_t s, uint32_t code, void *into, uint32_t inBytes, void *out, uint32_t outBytes, _Inout_ '
      + 'uint32_t *returned, uintptr_t overlapped, uintptr_t routine)',
  WSAEnumProtocolsW: 'int __stdcall WSAEnumProtocolsW(void *protocols, void *list, _Inout_ uint32_t *bytes)',
  WSAPoll: 'int __stdcall WSAPoll(void *polled, uint32_t count, int timeout)',
  WSASend:
    'int __stdcall WSASend(uintptr_t s, uintptr_t buffers, uint32_t count, uintptr_t sent, uint32_t flags, uintptr_t '
      + 'overlapped, uintptr_t routine)',
  WSARecv:
    'int __stdcall WSARecv(uintptr_t s, uintptr_t buffers, uint32_t count, uintptr_t received, uintptr_t flags, uintptr_t '
      + 'overlapped, uintptr_t routine)',
  WSAGetOverlappedResult:
    'bool __stdcall WSAGetOverlappedResult(uintptr_t s, uintptr_t overlapped, _Inout_ uint32_t *bytes, bool wait, _Inout_ uint32_t *flags)',
  getsockname: 'int __stdcall getsockname(uintptr_t s, void *address, _Inout_ int *length)',
  getpeername: 'int __stdcall getpeername(uintptr_t s, void *address, _Inout_ int *length)',
};

/** Prototypes of kernel32.dll. */
export const KERNEL32: Record<Exclude<keyof Kernel, 'CompareObjectHandles'>, string> = {
  GetLastError: 'uint32_t __stdcall GetLastError()',
  GetCurrentProcessId: 'uint32_t __stdcall GetCurrentProcessId()',
  GetCurrentProcess: 'uintptr_t __stdcall GetCurrentProcess()',
  OpenProcess: 'uintptr_t __stdcall OpenProcess(uint32_t access, bool inherit, uint32_t processId)',
  DuplicateHandle:
    'bool __stdcall DuplicateHandle(uintptr_t sourceProcess, uintptr_t source, uintptr_t targetProcess, _Out_ uintptr_t '
      + '*target, uint32_t access, bool inherit, uint32_t options)',
  CloseHandle: 'bool __stdcall CloseHandle(uintptr_t handle)',
  GetHandleInformation: 'bool __stdcall GetHandleInformation(uintptr_t handle, _Out_ uint32_t *flags)',
  SetHandleInformation: 'bool __stdcall SetHandleInformation(uintptr_t handle, uint32_t mask, uint32_t flags)',
  CreateIoCompletionPort: 'uintptr_t __stdcall CreateIoCompletionPort(uintptr_t file, uintptr_t port, uintptr_t key, uint32_t threads)',
  GetQueuedCompletionStatus:
    'bool __stdcall GetQueuedCompletionStatus(uintptr_t port, _Inout_ uint32_t *bytes, _Inout_ uintptr_t *key, _Inout_ '
      + 'uintptr_t *operation, uint32_t timeout)',
  CancelIoEx: 'bool __stdcall CancelIoEx(uintptr_t file, uintptr_t overlapped)',
  GetProcessHeap: 'uintptr_t __stdcall GetProcessHeap()',
  HeapAlloc: 'uintptr_t __stdcall HeapAlloc(uintptr_t heap, uint32_t flags, uintptr_t bytes)',
  HeapFree: 'bool __stdcall HeapFree(uintptr_t heap, uint32_t flags, uintptr_t address)',
  ReadProcessMemory: 'bool __stdcall ReadProcessMemory(uintptr_t process, uintptr_t address, void *into, uintptr_t bytes, uintptr_t read)',
  WriteProcessMemory:
    'bool __stdcall WriteProcessMemory(uintptr_t process, uintptr_t address, void *from, uintptr_t bytes, uintptr_t written)',
  WaitForSingleObject: 'uint32_t __stdcall WaitForSingleObject(uintptr_t handle, uint32_t timeout)',
};

/** On every Windows 10, only kernelbase.dll exports this. */
export const KERNELBASE: Record<'CompareObjectHandles', string> = {
  CompareObjectHandles: 'bool __stdcall CompareObjectHandles(uintptr_t a, uintptr_t b)',
};

/** Prototypes of user32.dll. */
export const USER32: Record<keyof User, string> = {
  CreateWindowExW:
    'uintptr_t __stdcall CreateWindowExW(uint32_t exStyle, str16 className, str16 name, uint32_t style, int x, int y, int '
      + 'width, int height, uintptr_t parent, uintptr_t menu, uintptr_t instance, uintptr_t param)',
  PeekMessageW: 'bool __stdcall PeekMessageW(void *message, uintptr_t window, uint32_t first, uint32_t last, uint32_t remove)',
  DestroyWindow: 'bool __stdcall DestroyWindow(uintptr_t window)',
};

/** Prototypes of ntdll.dll, without the optional ones. */
export const NTDLL: Record<Exclude<keyof Nt, 'wine_get_version'>, string> = {
  NtQueryObject: 'int32_t __stdcall NtQueryObject(uintptr_t handle, int infoClass, void *info, uint32_t length, _Out_ uint32_t *needed)',
};
