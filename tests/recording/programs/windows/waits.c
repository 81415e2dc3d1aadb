/* Waits for packets of a port by both functions, and for an event: each is told WSAENOBUFS once, and then finds what is there. */
#include "common.h"
enum { KEY = 7, BYTES = 3 };
static int one(HANDLE port) {
  DWORD bytes;
  ULONG_PTR key;
  OVERLAPPED *operation;
  return C(GetQueuedCompletionStatus(port, &bytes, &key, &operation, 20000)) && bytes == BYTES && key == KEY;
}
static int several(HANDLE port) {
  OVERLAPPED_ENTRY entries[4];
  ULONG count;
  return C(GetQueuedCompletionStatusEx(port, entries, 4, &count, 20000, FALSE)) && count == 1 && entries[0].lpCompletionKey == KEY;
}
int main(void) {
  winsock();
  struct sockaddr_in address;
  SOCKET s = listener(&address);
  HANDLE port = C(CreateIoCompletionPort((HANDLE)s, NULL, KEY, 0));
  int (*const waits[])(HANDLE) = {one, several};
  for (int i = 0; i < 2; i++) {
    MUST(C(PostQueuedCompletionStatus(port, BYTES, KEY, NULL)));
    MUST(!waits[i](port) && GetLastError() == WSAENOBUFS);
    MUST(waits[i](port));
  }
  WSAEVENT events[2] = {C(WSACreateEvent()), C(WSACreateEvent())};
  MUST(C(WSAEventSelect(s, events[1], FD_ACCEPT)) == 0);
  SOCKET client = connected(&address);
  MUST(C(WSAWaitForMultipleEvents(2, events, FALSE, 20000, FALSE)) == WSA_WAIT_FAILED && WSAGetLastError() == WSAENOBUFS);
  MUST(C(WSAWaitForMultipleEvents(2, events, FALSE, 20000, FALSE)) == WSA_WAIT_EVENT_0 + 1);
  for (int i = 0; i < 2; i++) MUST(C(WSACloseEvent(events[i])));
  close_socket(client);
  close_socket(s);
  return calls;
}
