/* Two listeners at one address: the kernel chooses one per connection. */
#include "common.h"
static int shared(struct sockaddr_in *address) {
  int on = 1, fd = MUST(socket(AF_INET, SOCK_STREAM, 0));
  MUST(setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on));
  MUST(bind(fd, (struct sockaddr *)address, sizeof *address));
  MUST(listen(fd, 8));
  *address = name_of(fd);
  MUST(fcntl(fd, F_SETFL, O_NONBLOCK));
  return fd;
}
int main(void) {
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
  int one = shared(&address), other = shared(&address);
  for (int i = 0; i < 6; i++) {
    int client = client_of(address);
    /* A busy kernel puts a connection into the queue after connect has returned. */
    int connection;
    while ((connection = accept(one, NULL, NULL)) < 0 && (connection = accept(other, NULL, NULL)) < 0) sched_yield();
    MUST(send(client, "hello", 5, 0));
    char text[8];
    if (MUST(recv(connection, text, 8, 0)) != 5) _exit(96);
    close(connection), close(client);
  }
  return 0;
}
