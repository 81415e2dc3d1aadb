/* Four threads that each send a descriptor over their own connection, and then say so; with an argument, the process then ends. */
#include "common.h"

static int given;

static void *sends(void *carrier) {
  send_rights(*(int *)carrier, &given, 1);
  MUST(write(1, "sent\n", 5));
  return 0;
}

int main(int count, char **args) {
  int pairs[4][2];
  pthread_t threads[4];
  given = listener(SOCK_CLOEXEC);
  for (int i = 0; i < 4; i++) MUST(socketpair(AF_UNIX, SOCK_STREAM, 0, pairs[i]));
  for (int i = 0; i < 4; i++) pthread_create(&threads[i], 0, sends, &pairs[i][0]);
  /* Another thread ends the process while one of the four waits. */
  if (count > 1) {
    char byte;
    for (int left = 3; left > 0;) for (int i = 0; i < 4; i++) if (recv(pairs[i][1], &byte, 1, MSG_DONTWAIT) == 1) left--;
    _exit(atoi(args[1]));
  }
  for (int i = 0; i < 4; i++) pthread_join(threads[i], 0);
  return 0;
}
