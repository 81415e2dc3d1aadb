/* A load for Windows: prints the milliseconds that N pairs of send and recv took. */
#include <winsock2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MUST(holds) do { if (!(holds)) { fprintf(stderr, "line %d: error %d\n", __LINE__, WSAGetLastError()); exit(99); } } while (0)

enum { MESSAGE = 64 };

int main(int argc, char **argv) {
  WSADATA data;
  MUST(argc == 2 && WSAStartup(0x0202, &data) == 0);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  int size = sizeof address;
  SOCKET listener = socket(AF_INET, SOCK_STREAM, 0), sender = socket(AF_INET, SOCK_STREAM, 0);
  MUST(bind(listener, (struct sockaddr *)&address, size) == 0 && listen(listener, 1) == 0);
  MUST(getsockname(listener, (struct sockaddr *)&address, &size) == 0);
  MUST(connect(sender, (struct sockaddr *)&address, size) == 0);
  SOCKET receiver = accept(listener, NULL, NULL);
  LARGE_INTEGER frequency, from, to;
  QueryPerformanceFrequency(&frequency);
  QueryPerformanceCounter(&from);
  char message[MESSAGE] = {0};
  for (int i = atoi(argv[1]); i > 0; i--)
    MUST(send(sender, message, MESSAGE, 0) == MESSAGE && recv(receiver, message, MESSAGE, 0) == MESSAGE);
  QueryPerformanceCounter(&to);
  printf("%.3f\n", (double)(to.QuadPart - from.QuadPart) * 1000 / (double)frequency.QuadPart);
  return 0;
}
