/* The child of vfork runs before its parent's call returns. */
#include "common.h"
int main(void) {
  int keep = listener(0);
  pid_t child = MUST(vfork());
  if (child == 0) {
    close(keep);
    execl("/bin/true", "true", NULL);
    _exit(97);
  }
  wait_for(child);
  close(keep);
  return 0;
}
