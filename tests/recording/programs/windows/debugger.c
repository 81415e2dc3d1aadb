/* Debugs a process until a file exists, and then leaves it. A second file tells that it has begun. */
#include "common.h"
int main(int argc, char **argv) {
  MUST(argc == 4 && DebugActiveProcess(strtoul(argv[1], NULL, 10)) && DebugSetProcessKillOnExit(FALSE));
  FILE *begun = fopen(argv[2], "w");
  MUST(begun != NULL && fputs("1", begun) >= 0 && fclose(begun) == 0);
  while (GetFileAttributesA(argv[3]) == INVALID_FILE_ATTRIBUTES) {
    DEBUG_EVENT event;
    if (WaitForDebugEvent(&event, 50)) ContinueDebugEvent(event.dwProcessId, event.dwThreadId, DBG_CONTINUE);
  }
  MUST(DebugActiveProcessStop(strtoul(argv[1], NULL, 10)));
  return 0;
}
