/* Asks the driver of sockets without Winsock, as libuv and wepoll do. */
typedef struct { LONG status; ULONG_PTR information; } STATUS_BLOCK;
typedef LONG(WINAPI *CONTROL)(HANDLE, HANDLE, void *, void *, STATUS_BLOCK *, ULONG, void *, ULONG, void *, ULONG);
enum { IOCTL_AFD_POLL = 0x12024, AFD_POLL_ACCEPT = 0x80, STATUS_PENDING_CODE = 0x103 };
struct poll { LONGLONG timeout; ULONG count, exclusive; struct { HANDLE handle; ULONG events; LONG status; } item; };

/* Whether a listener has a connection; waits five seconds for it. */
static int has_connection(SOCKET s) {
  union { FARPROC found; CONTROL call; } control = {GetProcAddress(GetModuleHandleA("ntdll.dll"), "NtDeviceIoControlFile")};
  HANDLE done = CreateEventA(NULL, TRUE, FALSE, NULL);
  struct poll poll = {.timeout = -50000000, .count = 1, .item = {(HANDLE)s, AFD_POLL_ACCEPT, 0}};
  STATUS_BLOCK block;
  LONG status = control.call((HANDLE)s, done, NULL, NULL, &block, IOCTL_AFD_POLL, &poll, sizeof poll, &poll, sizeof poll);
  if (status == STATUS_PENDING_CODE) MUST(WaitForSingleObject(done, 20000) == WAIT_OBJECT_0);
  else MUST(status == 0);
  return poll.count == 1 && poll.item.events == AFD_POLL_ACCEPT;
}
