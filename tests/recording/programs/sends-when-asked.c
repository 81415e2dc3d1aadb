/* Sends a descriptor for each byte of its input, and says so. */
#include "common.h"

int main(void) {
  int pair[2], given = listener(0);
  char byte;
  MUST(socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
  MUST(write(1, "ready\n", 6));
  while (read(0, &byte, 1) == 1) {
    send_rights(pair[0], &given, 1);
    MUST(write(1, "sent\n", 5));
  }
  return 0;
}
