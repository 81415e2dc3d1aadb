/* A child executes another program: the socket with close-on-exec stays behind, the other one goes along. */
#include "common.h"
int main(void) {
  listener(SOCK_CLOEXEC);
  listener(0);
  pid_t child = MUST(fork());
  if (child == 0) {
    execl("/bin/true", "true", NULL);
    _exit(97);
  }
  wait_for(child);
  return 0;
}
