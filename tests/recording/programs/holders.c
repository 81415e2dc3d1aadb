/* Ends while its child still holds the listener, and the accepted connection that it has received. */
#include "common.h"

static int pair[2];

static int child(void) {
  int connection;
  char byte;
  MUST(close(pair[0]));
  if (receive_rights(pair[1], &connection, 1, MSG_CMSG_CLOEXEC) != 1) return 96;
  MUST(send(pair[1], "x", 1, 0));
  return recv(pair[1], &byte, 1, 0) == 0 ? 0 : 95;
}

int main(void) {
  int server = listener(SOCK_CLOEXEC);
  char byte;
  MUST(socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
  if (MUST(fork()) == 0) _exit(child());
  MUST(close(pair[1]));
  client_of(name_of(server));
  int connection = MUST(accept(server, NULL, NULL));
  send_rights(pair[0], &connection, 1);
  MUST(close(connection));
  return MUST(recv(pair[0], &byte, 1, 0)) == 1 ? 0 : 97;
}
