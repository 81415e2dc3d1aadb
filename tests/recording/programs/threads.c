/* A thread waits in accept while another one closes the listener: the call keeps it open (P27). */
#include "common.h"
static int held;
static struct sockaddr_in address;
static void *waits(void *unused) {
  int connection = MUST(accept(held, NULL, NULL));
  close(connection);
  return unused;
}
int main(void) {
  pthread_t thread;
  held = listener(0);
  address = name_of(held);
  pthread_create(&thread, NULL, waits, NULL);
  usleep(100000);
  close(held);
  int client = client_of(address);
  pthread_join(thread, NULL);
  close(client);
  return 0;
}
