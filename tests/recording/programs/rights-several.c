/* Three descriptors in one message, one of them a file. */
#include "common.h"
int main(void) {
  int pair[2];
  MUST(socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
  int one = listener(SOCK_CLOEXEC), other = MUST(socket(AF_INET, SOCK_DGRAM, 0)), file = MUST(open("/dev/null", O_RDONLY));
  pid_t child = MUST(fork());
  if (child == 0) {
    int received[8];
    close(pair[0]), close(one), close(other), close(file);
    if (receive_rights(pair[1], received, 8, MSG_CMSG_CLOEXEC) != 3) _exit(96);
    _exit(0);
  }
  send_rights(pair[0], (int[]){ one, file, other }, 3);
  close(one), close(other);
  wait_for(child);
  return 0;
}
