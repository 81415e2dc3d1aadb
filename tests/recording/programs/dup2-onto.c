/* dup2 closes the socket whose number it takes, also for a file. */
#include "common.h"
int main(void) {
  int one = listener(0), other = listener(0), third = listener(0), file = MUST(open("/dev/null", O_RDONLY));
  MUST(dup2(one, other));
  MUST(dup2(file, third));
  MUST(dup3(one, 100, O_CLOEXEC));
  MUST(fcntl(one, F_DUPFD_CLOEXEC, 50));
  MUST(fcntl(one, F_SETFD, FD_CLOEXEC));
  close(one);
  return 0;
}
