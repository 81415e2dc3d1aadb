/* The receiver has room for one of two descriptors: the other one is lost, and with it its last reference. */
#include "common.h"
int main(void) {
  int pair[2], received[8];
  MUST(socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
  int one = listener(0), other = listener(0);
  send_rights(pair[0], (int[]){ one, other }, 2);
  close(one), close(other);
  if (receive_rights(pair[1], received, 1, 0) != 1) _exit(96);
  return 0;
}
