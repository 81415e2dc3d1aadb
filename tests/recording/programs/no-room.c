/* Receives a descriptor without a control buffer, then with one that has room for a header only. */
#include "common.h"
int main(void) {
  int pair[2], received[1];
  char byte;
  struct iovec part = { .iov_base = &byte, .iov_len = 1 };
  struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1 };
  MUST(socketpair(AF_UNIX, SOCK_DGRAM, 0, pair));
  int one = listener(0);
  send_rights(pair[0], &one, 1);
  MUST(recvmsg(pair[1], &message, 0));
  if (!(message.msg_flags & MSG_CTRUNC)) return 97;
  send_rights(pair[0], &one, 1);
  if (receive_rights(pair[1], received, 0, 0) != 0) return 96;
  return 0;
}
