/* The carrier is closed before its message is received. */
#include "common.h"
int main(void) {
  int pair[2];
  MUST(socketpair(AF_UNIX, SOCK_DGRAM, 0, pair));
  int one = listener(0);
  send_rights(pair[0], &one, 1);
  close(one);
  close(pair[1]);
  close(pair[0]);
  return 0;
}
