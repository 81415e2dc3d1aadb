/* Every recorded call is counted. A program ends with the number of its calls and those of its children. */
#define WIN32_LEAN_AND_MEAN
#include <winsock2.h>
#include <ws2tcpip.h>
#include <mswsock.h>
#include <windows.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FAILED = 250 };
static volatile LONG calls;

/* A call that is recorded. */
#define C(call) (InterlockedIncrement(&calls), (call))
/* Ends the program if it does not hold. */
#define MUST(holds) \
  do { \
    if (!(holds)) fail(__LINE__); \
  } while (0)

static void fail(int line) {
  fprintf(stderr, "line %d: error %lu\n", line, GetLastError());
  fflush(stderr);
  TerminateProcess(GetCurrentProcess(), FAILED);
}

static void winsock(void) {
  WSADATA data;
  MUST(WSAStartup(0x0202, &data) == 0);
}

/* A listener on a port of 127.0.0.1 that the system chose, and its address. */
static SOCKET listener(struct sockaddr_in *address) {
  SOCKET s = C(socket(AF_INET, SOCK_STREAM, 0));
  MUST(s != INVALID_SOCKET);
  memset(address, 0, sizeof *address);
  address->sin_family = AF_INET;
  address->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  MUST(C(bind(s, (struct sockaddr *)address, sizeof *address)) == 0);
  MUST(C(listen(s, 5)) == 0);
  int size = sizeof *address;
  MUST(C(getsockname(s, (struct sockaddr *)address, &size)) == 0);
  return s;
}

static SOCKET connected(const struct sockaddr_in *address) {
  SOCKET s = C(socket(AF_INET, SOCK_STREAM, 0));
  MUST(s != INVALID_SOCKET);
  MUST(C(connect(s, (const struct sockaddr *)address, sizeof *address)) == 0);
  return s;
}

static void close_socket(SOCKET s) { MUST(C(closesocket(s)) == 0); }

struct child {
  HANDLE process;
  HANDLE to; /* Its standard input. */
  DWORD pid;
};

/* Starts this program with an argument; its standard input is a pipe. */
static struct child start(const char *argument) {
  char line[MAX_PATH + 32], program[MAX_PATH];
  GetModuleFileNameA(NULL, program, sizeof program);
  snprintf(line, sizeof line, "\"%s\" %s", program, argument);
  SECURITY_ATTRIBUTES inherited = {sizeof inherited, NULL, TRUE};
  HANDLE from, to;
  MUST(CreatePipe(&from, &to, &inherited, 0));
  MUST(C(SetHandleInformation(to, HANDLE_FLAG_INHERIT, 0)));
  STARTUPINFOA startup = {.cb = sizeof startup, .dwFlags = STARTF_USESTDHANDLES, .hStdInput = from,
    .hStdOutput = GetStdHandle(STD_OUTPUT_HANDLE), .hStdError = GetStdHandle(STD_ERROR_HANDLE)};
  PROCESS_INFORMATION made;
  MUST(C(CreateProcessA(NULL, line, NULL, NULL, TRUE, 0, NULL, NULL, &startup, &made)));
  MUST(C(CloseHandle(from)));
  MUST(C(CloseHandle(made.hThread)));
  return (struct child){made.hProcess, to, made.dwProcessId};
}

static void tell(struct child child, const void *data, DWORD size) {
  DWORD written;
  MUST(WriteFile(child.to, data, size, &written, NULL) && written == size);
}

/* Waits for a child, and counts its calls. */
static void finish(struct child child) {
  DWORD code;
  MUST(WaitForSingleObject(child.process, 20000) == WAIT_OBJECT_0 && GetExitCodeProcess(child.process, &code) && code < FAILED);
  InterlockedExchangeAdd(&calls, (LONG)code);
  MUST(C(CloseHandle(child.process)));
  MUST(C(CloseHandle(child.to)));
}

/* In the child: what its parent tells. */
static void hear(void *data, DWORD size) {
  DWORD read;
  for (DWORD at = 0; at < size; at += read)
    MUST(ReadFile(GetStdHandle(STD_INPUT_HANDLE), (char *)data + at, size - at, &read, NULL) && read > 0);
}

static SOCKET imported(WSAPROTOCOL_INFOW *info) {
  SOCKET s = C(WSASocketW(FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO, info, 0, 0));
  MUST(s != INVALID_SOCKET);
  return s;
}
