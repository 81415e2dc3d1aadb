/* 200 children that live at the same time, then 1,800 that end immediately. */
#include "common.h"

enum { TOGETHER = 200, OTHERS = 1800, MOST = 50 };

static void reap(int count) {
  for (int i = 0; i < count; i++) MUST(wait(NULL));
}

int main(void) {
  int ends[2];
  MUST(pipe(ends));
  for (int i = 0; i < TOGETHER; i++) {
    if (MUST(fork()) != 0) continue;
    MUST(close(ends[1]));
    char byte;
    _exit(MUST(read(ends[0], &byte, 1)));
  }
  MUST(close(ends[1]));
  reap(TOGETHER);
  for (int i = 0; i < OTHERS; i++) {
    if (i >= MOST) reap(1);
    if (MUST(fork()) == 0) _exit(0);
  }
  reap(MOST);
  return 0;
}
