/* Two processes register an event for one socket: the second registration takes the place of the first. */
#include "common.h"
static void child(void) {
  WSAPROTOCOL_INFOW info;
  hear(&info, sizeof info);
  SOCKET s = imported(&info);
  WSAEVENT event = C(WSACreateEvent());
  MUST(C(WSAEventSelect(s, event, FD_ACCEPT)) == 0);
  MUST(WaitForSingleObject(event, 20000) == WAIT_OBJECT_0);
  WSANETWORKEVENTS seen;
  MUST(C(WSAEnumNetworkEvents(s, event, &seen)) == 0 && seen.lNetworkEvents == FD_ACCEPT);
  SOCKET accepted = C(accept(s, NULL, NULL));
  MUST(accepted != INVALID_SOCKET);
  close_socket(accepted);
  close_socket(s);
  MUST(C(WSACloseEvent(event)));
}
int main(int argc, char **argv) {
  (void)argv;
  winsock();
  if (argc > 1) {
    child();
    return calls;
  }
  struct sockaddr_in address;
  SOCKET s = listener(&address);
  WSAEVENT event = C(WSACreateEvent());
  MUST(C(WSAEventSelect(s, event, FD_ACCEPT)) == 0);
  struct child other = start("child");
  WSAPROTOCOL_INFOW info;
  MUST(C(WSADuplicateSocketW(s, other.pid, &info)) == 0);
  tell(other, &info, sizeof info);
  Sleep(500);
  SOCKET client = connected(&address);
  finish(other);
  close_socket(client);
  close_socket(s);
  MUST(C(WSACloseEvent(event)));
  return calls;
}
