/* Eight threads exchange messages until a file "end" is in a folder. For each file "go-N" the first thread makes and closes sockets,
   asks the driver about its listener, which has a connection, and starts a child that ends immediately.
   At the end the code of functions must be that of the beginning. */
#include "common.h"
#include "driver.h"
#include <stdarg.h>
enum { PAIRS = 4, SOCKETS = 100, CODE = 8 };
static volatile LONG stop, sent, echoed;
static struct sockaddr_in address;
static const char *folder;
static const char *named(const char *format, ...) {
  static char path[2 * MAX_PATH];
  int length = snprintf(path, sizeof path, "%s\\", folder);
  va_list rest;
  va_start(rest, format);
  vsnprintf(path + length, sizeof path - length, format, rest);
  va_end(rest);
  return path;
}
static int exists(const char *path) { return GetFileAttributesA(path) != INVALID_FILE_ATTRIBUTES; }
static void write_number(const char *path, unsigned long number) {
  FILE *out = fopen(path, "w");
  MUST(out != NULL && fprintf(out, "%lu", number) > 0 && fclose(out) == 0);
}
static DWORD WINAPI client(void *nothing) {
  (void)nothing;
  char data[8];
  SOCKET s = connected(&address);
  while (!stop) {
    MUST(send(s, "ping", 4, 0) == 4 && recv(s, data, sizeof data, 0) == 4 && memcmp(data, "ping", 4) == 0);
    InterlockedIncrement(&sent);
  }
  close_socket(s);
  return 0;
}
static DWORD WINAPI server(void *accepted) {
  SOCKET s = (SOCKET)accepted;
  char data[8];
  for (int n; (n = recv(s, data, sizeof data, 0)) != 0;) {
    MUST(n == 4 && send(s, data, n, 0) == n);
    InterlockedIncrement(&echoed);
  }
  close_socket(s);
  return 0;
}
/* The first bytes of `socket` and `recv`. */
static void code(char bytes[2 * CODE]) {
  HMODULE dll = GetModuleHandleA("ws2_32.dll");
  memcpy(bytes, (const void *)GetProcAddress(dll, "socket"), CODE);
  memcpy(bytes + CODE, (const void *)GetProcAddress(dll, "recv"), CODE);
}
/* Runs this program without an argument. */
static void run_child(void) {
  char program[MAX_PATH];
  GetModuleFileNameA(NULL, program, sizeof program);
  STARTUPINFOA startup = {.cb = sizeof startup};
  PROCESS_INFORMATION made;
  MUST(CreateProcessA(program, NULL, NULL, NULL, FALSE, 0, NULL, NULL, &startup, &made));
  MUST(WaitForSingleObject(made.hProcess, 60000) == WAIT_OBJECT_0 && CloseHandle(made.hProcess) && CloseHandle(made.hThread));
}
int main(int argc, char **argv) {
  if (argc == 1) return 0;
  folder = argv[1];
  winsock();
  char before[2 * CODE], after[2 * CODE];
  code(before);
  SOCKET s = listener(&address);
  HANDLE threads[2 * PAIRS];
  for (int i = 0; i < PAIRS; i++) {
    threads[i] = CreateThread(NULL, 0, client, NULL, 0, NULL);
    SOCKET accepted = accept(s, NULL, NULL);
    MUST(accepted != INVALID_SOCKET);
    threads[PAIRS + i] = CreateThread(NULL, 0, server, (void *)accepted, 0, NULL);
  }
  SOCKET waiting = connected(&address);
  write_number(named("pid"), GetCurrentProcessId());
  for (int n = 1; !exists(named("end")); Sleep(10)) {
    if (!exists(named("go-%d", n))) continue;
    for (int i = 0; i < SOCKETS; i++) close_socket(socket(AF_INET, SOCK_STREAM, 0));
    MUST(has_connection(s));
    run_child();
    write_number(named("done-%d", n++), SOCKETS);
  }
  stop = 1;
  close_socket(waiting);
  MUST(WaitForMultipleObjects(2 * PAIRS, threads, TRUE, 60000) == WAIT_OBJECT_0);
  code(after);
  MUST(memcmp(before, after, sizeof before) == 0);
  return sent > 0 && sent == echoed ? 0 : FAILED;
}
