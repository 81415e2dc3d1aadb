/* A child inherits the handle of a listener and is told its number; another socket is not inheritable. */
#include "common.h"
static void child(void) {
  SOCKET s;
  hear(&s, sizeof s);
  SOCKET accepted = C(accept(s, NULL, NULL));
  MUST(accepted != INVALID_SOCKET);
  close_socket(accepted);
  /* closesocket of Wine knows only the sockets of its own process. */
  MUST(C(CloseHandle((HANDLE)s)));
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
  SOCKET mine = C(WSASocketW(AF_INET, SOCK_DGRAM, IPPROTO_UDP, NULL, 0, WSA_FLAG_OVERLAPPED | WSA_FLAG_NO_HANDLE_INHERIT));
  MUST(mine != INVALID_SOCKET);
  struct child other = start("child");
  tell(other, &s, sizeof s);
  SOCKET client = connected(&address);
  finish(other);
  close_socket(client);
  close_socket(mine);
  close_socket(s);
  return calls;
}
