/* A listener goes to a child through a pipe: exported for it, imported there, closed in the parent. */
#include "common.h"
static void child(void) {
  WSAPROTOCOL_INFOW info;
  hear(&info, sizeof info);
  SOCKET s = imported(&info);
  SOCKET accepted = C(accept(s, NULL, NULL));
  MUST(accepted != INVALID_SOCKET);
  char data[16];
  MUST(C(recv(accepted, data, sizeof data, 0)) == 5);
  close_socket(accepted);
  close_socket(s);
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
  struct child other = start("child");
  WSAPROTOCOL_INFOW info;
  MUST(C(WSADuplicateSocketW(s, other.pid, &info)) == 0);
  close_socket(s);
  tell(other, &info, sizeof info);
  SOCKET client = connected(&address);
  MUST(C(send(client, "hello", 5, 0)) == 5);
  finish(other);
  close_socket(client);
  return calls;
}
