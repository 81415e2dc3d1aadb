/* Linked to a program: when its first process returns from main, it writes its number to the file that HANDOFF_AT_END names,
   and waits until that is gone. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static pid_t first;

__attribute__((constructor)) static void begin(void) { first = getpid(); }

__attribute__((destructor)) static void end(void) {
  const char *path = getenv("HANDOFF_AT_END");
  if (!path || getpid() != first) return;
  int file = open(path, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
  dprintf(file, "%d\n", getpid());
  close(file);
  while (access(path, F_OK) == 0) usleep(10000);
}
