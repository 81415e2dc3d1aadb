/* A child inherits an epoll instance: its item keeps reporting a socket that only the parent still has open. */
#include "common.h"
int main(void) {
  int pair[2], file[2];
  MUST(socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
  MUST(pipe(file));
  int epoll = MUST(epoll_create1(0));
  struct epoll_event event = { .events = EPOLLIN, .data.u64 = 0xabcdef0123 };
  MUST(epoll_ctl(epoll, EPOLL_CTL_ADD, pair[1], &event));
  pid_t child = MUST(fork());
  if (child == 0) {
    close(pair[1]);
    MUST(write(pair[0], "x", 1));
    if (epoll_wait(epoll, &event, 1, 1000) != 1 || event.data.u64 != 0xabcdef0123) _exit(96);
    _exit(0);
  }
  wait_for(child);
  char byte;
  MUST(read(pair[1], &byte, 1));
  if (epoll_wait(epoll, &event, 1, 0) != 0) _exit(95);
  return 0;
}
