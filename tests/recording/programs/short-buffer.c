/* Says how many descriptors came, whether the message was cut short, and the length that a failed recvmsg leaves. */
#include "common.h"

int main(void) {
  int pair[2], given[2];
  char control[CMSG_SPACE(2 * sizeof(int))], byte;
  struct iovec part = { .iov_base = &byte, .iov_len = 1 };
  struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control };
  MUST(socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
  if (recvmsg(pair[1], &message, MSG_DONTWAIT) >= 0 || errno != EAGAIN) return 97;
  dprintf(1, "left %zu\n", message.msg_controllen);
  for (int i = 0; i < 2; i++) given[i] = MUST(socket(AF_INET, SOCK_STREAM, 0));
  send_rights(pair[0], given, 2);
  message.msg_controllen = sizeof control;
  MUST(recvmsg(pair[1], &message, 0));
  struct cmsghdr *header = CMSG_FIRSTHDR(&message);
  int came = header ? (header->cmsg_len - CMSG_LEN(0)) / sizeof(int) : 0;
  dprintf(1, "came %d%s\n", came, message.msg_flags & MSG_CTRUNC ? " MSG_CTRUNC" : "");
  return 0;
}
