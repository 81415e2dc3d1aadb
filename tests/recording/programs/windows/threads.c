/* Four threads echo 1,000 messages each on connections of their own. */
#include "common.h"
enum { THREADS = 4, MESSAGES = 1000 };
static struct sockaddr_in address;
static DWORD WINAPI client(void *nothing) {
  (void)nothing;
  char data[8];
  SOCKET s = connected(&address);
  for (int i = 0; i < MESSAGES; i++) MUST(C(send(s, "ping", 4, 0)) == 4 && C(recv(s, data, sizeof data, 0)) == 4);
  close_socket(s);
  return 0;
}
static DWORD WINAPI server(void *accepted) {
  SOCKET s = (SOCKET)accepted;
  char data[8];
  for (;;) {
    int n = C(recv(s, data, sizeof data, 0));
    MUST(n >= 0);
    if (n == 0) break;
    MUST(C(send(s, data, n, 0)) == n);
  }
  close_socket(s);
  return 0;
}
int main(void) {
  winsock();
  SOCKET s = listener(&address);
  HANDLE threads[2 * THREADS];
  for (int i = 0; i < THREADS; i++) threads[i] = CreateThread(NULL, 0, client, NULL, 0, NULL);
  for (int i = 0; i < THREADS; i++) {
    SOCKET accepted = C(accept(s, NULL, NULL));
    MUST(accepted != INVALID_SOCKET);
    threads[THREADS + i] = CreateThread(NULL, 0, server, (void *)accepted, 0, NULL);
  }
  MUST(WaitForMultipleObjects(2 * THREADS, threads, TRUE, 60000) == WAIT_OBJECT_0);
  close_socket(s);
  printf("%ld\n", calls);
  fflush(stdout);
  return calls == 2 * THREADS * (2 * MESSAGES) + THREADS * 6 + 5 ? 0 : FAILED;
}
