/* pidfd_getfd copies a descriptor of another process without its help. */
#include "common.h"
int main(void) {
  int pair[2];
  MUST(socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
  pid_t child = MUST(fork());
  char byte;
  if (child == 0) {
    int mine = listener(SOCK_CLOEXEC);
    close(pair[0]);
    MUST(write(pair[1], &mine, 1));
    MUST(read(pair[1], &byte, 1));
    _exit(0);
  }
  close(pair[1]);
  MUST(read(pair[0], &byte, 1));
  int pidfd = MUST(syscall(SYS_pidfd_open, child, 0));
  int copy = MUST(syscall(SYS_pidfd_getfd, pidfd, byte, 0));
  MUST(write(pair[0], "x", 1));
  wait_for(child);
  close(copy);
  close(pidfd);
  return 0;
}
