/* close_range sets close-on-exec on a range of descriptors, and closes another one. */
#include "common.h"
#ifndef CLOSE_RANGE_CLOEXEC
#define CLOSE_RANGE_CLOEXEC 4
#endif
int main(void) {
  int first = MUST(socket(AF_UNIX, SOCK_STREAM, 0));
  MUST(socket(AF_UNIX, SOCK_STREAM, 0));
  MUST(socket(AF_UNIX, SOCK_STREAM, 0));
  MUST(syscall(SYS_close_range, first, first, CLOSE_RANGE_CLOEXEC));
  MUST(syscall(SYS_close_range, first + 2, ~0U, 0));
  pid_t child = MUST(fork());
  if (child == 0) {
    execl("/bin/true", "true", NULL);
    _exit(97);
  }
  wait_for(child);
  return 0;
}
