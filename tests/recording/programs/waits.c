/* Three threads wait in calls that the kernel does not start again by itself after an interruption; none of them returns. */
#include "common.h"
#include <sys/time.h>

static void returned(const char *call) {
  dprintf(1, "%s returned: %s\n", call, strerror(errno));
  _exit(97);
}

static void *in_epoll_wait(void *unused) {
  struct epoll_event event;
  epoll_wait(MUST(epoll_create1(0)), &event, 1, -1);
  returned("epoll_wait");
  return unused;
}

static int with_timeout(int fd) {
  struct timeval minute = { .tv_sec = 60 };
  MUST(setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &minute, sizeof minute));
  return fd;
}

static void *in_recv(void *unused) {
  int pair[2];
  char byte;
  MUST(socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
  recv(with_timeout(pair[0]), &byte, 1, 0);
  returned("recv");
  return unused;
}

int main(void) {
  pthread_t threads[2];
  if (pthread_create(&threads[0], NULL, in_epoll_wait, NULL) != 0 || pthread_create(&threads[1], NULL, in_recv, NULL) != 0) return 98;
  dprintf(1, "ready\n");
  accept(with_timeout(listener(0)), NULL, NULL);
  returned("accept");
}
