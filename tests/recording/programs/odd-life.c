/* A child that is stopped and continued, and then executes a program from a thread that is not its first. */
#include "common.h"

static void *becomes_true(void *unused) {
  (void)unused;
  char *args[] = { "true", NULL }, *environment[] = { NULL };
  MUST(execve("/bin/true", args, environment));
  return NULL;
}

int main(void) {
  int fd = listener(SOCK_CLOEXEC);
  pid_t child = MUST(fork());
  if (child == 0) {
    raise(SIGSTOP);
    pthread_t thread;
    pthread_create(&thread, NULL, becomes_true, NULL);
    for (;;) pause();
  }
  int status;
  MUST(waitpid(child, &status, WUNTRACED));
  if (!WIFSTOPPED(status)) _exit(97);
  MUST(kill(child, SIGCONT));
  wait_for(child);
  MUST(close(fd));
  return 0;
}
