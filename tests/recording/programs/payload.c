/* Moves the same bytes by every call that has a buffer, one with an escape sequence, and 3,000 bytes by one call. */
#include "common.h"
#include <sys/uio.h>

static int pair[2];
static char text[] = "first, \x1b[2Jsecond", other[sizeof text], large[3000];

static void receive(void) { MUST(recv(pair[1], other, sizeof other, MSG_WAITALL)); }

int main(void) {
  struct iovec parts[2] = { { text, 7 }, { text + 7, sizeof text - 7 } }, others[2] = { { other, 7 }, { other + 7, sizeof text - 7 } };
  struct msghdr message = { .msg_iov = parts, .msg_iovlen = 2 }, space = { .msg_iov = others, .msg_iovlen = 2 };
  MUST(socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
  MUST(send(pair[0], text, sizeof text, 0));
  receive();
  MUST(write(pair[0], text, sizeof text));
  MUST(read(pair[1], other, sizeof other));
  MUST(writev(pair[0], parts, 2));
  MUST(readv(pair[1], others, 2));
  MUST(sendmsg(pair[0], &message, 0));
  MUST(recvmsg(pair[1], &space, 0));
  memset(large, 'x', sizeof large);
  MUST(send(pair[0], large, sizeof large, 0));
  return 0;
}
