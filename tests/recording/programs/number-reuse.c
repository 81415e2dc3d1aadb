/* A number is used again: the item of the closed socket stays in the epoll instance while a copy keeps the socket open. */
#include "common.h"
int main(void) {
  int pair[2];
  MUST(socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
  int copy = MUST(fcntl(pair[1], F_DUPFD, 20));
  int epoll = MUST(epoll_create1(EPOLL_CLOEXEC));
  struct epoll_event event = { .events = EPOLLIN, .data.fd = pair[1] };
  MUST(epoll_ctl(epoll, EPOLL_CTL_ADD, pair[1], &event));
  close(pair[1]);
  int reused = MUST(socket(AF_INET, SOCK_STREAM, 0));
  if (reused != pair[1]) _exit(96);
  MUST(write(pair[0], "x", 1));
  if (epoll_wait(epoll, &event, 1, 1000) != 1) _exit(95);
  if (epoll_ctl(epoll, EPOLL_CTL_DEL, reused, NULL) != -1 || errno != ENOENT) _exit(94);
  close(reused);
  if (close(reused) != -1) _exit(93);
  close(copy);
  return 0;
}
