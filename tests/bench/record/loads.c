/* Loads for `npm run bench:record`. Each prints the milliseconds that its work took: "read N FILE", "talk N", "ask N PORT",
   "keep N PORT", "rate N SECONDS". */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define MUST(call) ({ long result_ = (call); if (result_ < 0) { perror(#call); _exit(99); } result_; })

enum { PIECE = 4096, PIECES = 64, MESSAGE = 64, CLIENTS = 2 };
static const char REQUEST[] = "GET / HTTP/1.0\r\n\r\n";
static const char KEPT[] = "GET / HTTP/1.1\r\nHost: bench\r\n\r\n", LAST[] = "\r\n\r\nok", FINAL[] = "Connection: close";

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1e3 + time.tv_nsec / 1e6;
}

/* Reads of 4 kB from the cache; the file is opened again at its end. */
static void read_file(int count, const char *name) {
  static char piece[PIECE];
  int fd = MUST(open(name, O_RDONLY));
  for (int i = 0; i < count; i++) {
    if (MUST(read(fd, piece, PIECE)) == PIECE) continue;
    MUST(close(fd));
    fd = MUST(open(name, O_RDONLY));
  }
}

static struct sockaddr_in loopback(int port) {
  return (struct sockaddr_in){ .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
}

static int connect_to(struct sockaddr_in address) {
  int fd = MUST(socket(AF_INET, SOCK_STREAM, 0)), on = 1;
  MUST(setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on));
  MUST(connect(fd, (struct sockaddr *)&address, sizeof address));
  return fd;
}

/* Two processes; each answers the other. */
static void talk(int count) {
  struct sockaddr_in address = loopback(0);
  socklen_t length = sizeof address;
  int fd = MUST(socket(AF_INET, SOCK_STREAM, 0)), on = 1;
  MUST(bind(fd, (struct sockaddr *)&address, sizeof address));
  MUST(listen(fd, 1));
  MUST(getsockname(fd, (struct sockaddr *)&address, &length));
  int first = MUST(fork()) == 0;
  int peer = first ? connect_to(address) : MUST(accept(fd, NULL, NULL));
  MUST(setsockopt(peer, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on));
  char message[MESSAGE] = { 0 };
  for (int i = 0; i < count; i++) {
    if (first) MUST(send(peer, message, MESSAGE, 0));
    MUST(recv(peer, message, MESSAGE, MSG_WAITALL));
    if (!first) MUST(send(peer, message, MESSAGE, 0));
  }
  if (first) _exit(0);
  MUST(wait(NULL));
}

/* Requests of one client, a connection each. */
static void ask(int count, int port) {
  for (int i = 0; i < count; i++) {
    char answer[PIECE];
    long length, all = 0;
    int fd = connect_to(loopback(port));
    MUST(send(fd, REQUEST, sizeof REQUEST - 1, 0));
    while ((length = MUST(recv(fd, answer, sizeof answer, 0))) > 0) all += length;
    if (all == 0) _exit(98);
    MUST(close(fd));
  }
}

/* Requests of one client on a connection, until the server announces its close: a request sent after that is answered by a reset. */
static void keep(int count, int port) {
  int fd = -1;
  for (int answered = 0; answered < count;) {
    char answer[PIECE];
    long length, all = 0, end = sizeof LAST - 1;
    if (fd < 0) fd = connect_to(loopback(port));
    MUST(send(fd, KEPT, sizeof KEPT - 1, MSG_NOSIGNAL));
    while ((length = MUST(recv(fd, answer + all, sizeof answer - all, 0))) > 0) {
      all += length;
      if (all >= end && memcmp(answer + all - end, LAST, end) == 0) break;
    }
    answered += length > 0;
    if (length > 0 && memmem(answer, all, FINAL, sizeof FINAL - 1) == NULL) continue;
    MUST(close(fd));
    fd = -1;
  }
}

static void clients(void (*client)(int, int), int count, int port) {
  for (int c = 0; c < CLIENTS; c++) {
    if (MUST(fork()) != 0) continue;
    client(count / CLIENTS, port);
    _exit(0);
  }
  for (int c = 0, status; c < CLIENTS; c++) {
    MUST(wait(&status));
    if (status != 0) exit(97);
  }
}

/* Calls at a rate: half of them send a byte, and half receive it. */
static void rate(int count, int seconds) {
  int pair[2];
  char byte = 'x';
  double start = now(), per_ms = count / (seconds * 1e3);
  MUST(socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
  for (int i = 0; i < count; i += 2) {
    MUST(send(pair[0], &byte, 1, 0));
    MUST(recv(pair[1], &byte, 1, 0));
    double early = i / per_ms - (now() - start);
    if (i % 200 == 0 && early > 0.2) MUST(nanosleep(&(struct timespec){ .tv_nsec = early * 1e6 }, NULL));
  }
}

int main(int argc, char **argv) {
  if (argc < 3) return 96;
  int count = atoi(argv[2]);
  double start = now();
  if (strcmp(argv[1], "read") == 0) read_file(count, argv[3]);
  else if (strcmp(argv[1], "talk") == 0) talk(count);
  else if (strcmp(argv[1], "rate") == 0) rate(count, atoi(argv[3]));
  else clients(strcmp(argv[1], "keep") == 0 ? keep : ask, count, atoi(argv[3]));
  printf("%.3f\n", now() - start);
  return 0;
}
