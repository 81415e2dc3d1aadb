/* Asks by select and WSAPoll whether a connection can be read, before and after it was written, and waits for it. */
#include "common.h"
static int can_read(SOCKET s, int milliseconds) {
  fd_set set;
  FD_ZERO(&set);
  FD_SET(s, &set);
  struct timeval limit = {0, milliseconds * 1000};
  return C(select(0, &set, NULL, NULL, &limit));
}
static int polled(SOCKET s, int milliseconds) {
  WSAPOLLFD asked = {.fd = s, .events = POLLRDNORM};
  return C(WSAPoll(&asked, 1, milliseconds));
}
static DWORD WINAPI writer(void *client) {
  Sleep(200);
  MUST(C(send((SOCKET)client, "late", 4, 0)) == 4);
  return 0;
}
int main(void) {
  winsock();
  struct sockaddr_in address;
  SOCKET s = listener(&address);
  SOCKET client = connected(&address), accepted = C(accept(s, NULL, NULL));
  char data[8];
  MUST(can_read(accepted, 0) == 0 && polled(accepted, 0) == 0);
  MUST(C(send(client, "ping", 4, 0)) == 4);
  MUST(can_read(accepted, 100) == 1 && polled(accepted, 100) == 1);
  MUST(C(recv(accepted, data, sizeof data, 0)) == 4);
  HANDLE thread = CreateThread(NULL, 0, writer, (void *)client, 0, NULL);
  MUST(can_read(accepted, 900) == 1 && WaitForSingleObject(thread, 20000) == WAIT_OBJECT_0);
  MUST(C(recv(accepted, data, sizeof data, 0)) == 4);
  close_socket(accepted);
  close_socket(client);
  close_socket(s);
  return calls;
}
