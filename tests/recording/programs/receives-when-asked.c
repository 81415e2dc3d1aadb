/* Waits for descriptors; another thread sends two of them for each byte of its input. */
#include "common.h"

static int pair[2];

static void *send_when_asked(void *unused) {
  int given[] = { listener(0), listener(0) };
  char byte;
  while (read(0, &byte, 1) == 1) send_rights(pair[0], given, 2);
  return unused;
}

int main(void) {
  pthread_t thread;
  int came[2];
  MUST(socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
  if (pthread_create(&thread, NULL, send_when_asked, NULL) != 0) return 98;
  dprintf(1, "ready\n");
  for (;;) dprintf(1, "came %d\n", receive_rights(pair[1], came, 2, 0));
}
