/* Waits until a file exists, exchanges messages with itself, and writes how many came to another file. */
#include "common.h"
enum { MESSAGES = 100 };
int main(int argc, char **argv) {
  MUST(argc == 3);
  winsock();
  struct sockaddr_in address;
  SOCKET s = listener(&address);
  while (GetFileAttributesA(argv[1]) == INVALID_FILE_ATTRIBUTES) Sleep(20);
  SOCKET client = connected(&address), accepted = C(accept(s, NULL, NULL));
  int came = 0;
  char data[8];
  for (int i = 0; i < MESSAGES; i++) {
    MUST(C(send(client, "ping", 4, 0)) == 4);
    came += C(recv(accepted, data, sizeof data, 0)) == 4;
  }
  close_socket(accepted);
  close_socket(client);
  FILE *out = fopen(argv[2], "w");
  MUST(out != NULL && fprintf(out, "%d", came) > 0 && fclose(out) == 0);
  return calls;
}
