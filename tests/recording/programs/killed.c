/* A worker is killed: its listener closes with it, and its peer sees the end. */
#include "common.h"
int main(void) {
  int pair[2];
  MUST(socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
  pid_t child = MUST(fork());
  char byte;
  if (child == 0) {
    listener(0);
    close(pair[0]);
    MUST(write(pair[1], "x", 1));
    pause();
  }
  close(pair[1]);
  MUST(read(pair[0], &byte, 1));
  kill(child, SIGKILL);
  if (MUST(read(pair[0], &byte, 1)) != 0) _exit(96);
  MUST(waitpid(child, NULL, 0));
  return 0;
}
