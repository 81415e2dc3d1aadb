/* A thread takes a descriptor table for itself: what it closes stays open in the other threads. */
#include "common.h"
static int kept;
static void *apart(void *unused) {
  MUST(unshare(CLONE_FILES));
  close(kept);
  return unused;
}
int main(void) {
  pthread_t thread;
  kept = listener(0);
  pthread_create(&thread, NULL, apart, NULL);
  pthread_join(thread, NULL);
  close(kept);
  return 0;
}
