/* Shared by the calibration programs: a step that fails ends the program, so that a test cannot pass by accident. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define MUST(call) ({ __typeof__(call) result_ = (call); if (result_ < 0) { perror(#call); _exit(99); } result_; })

/** A listener on a port of the loopback address that the system chooses. */
static inline int listener(int flags) {
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
  int fd = MUST(socket(AF_INET, SOCK_STREAM | flags, 0));
  MUST(bind(fd, (struct sockaddr *)&address, sizeof address));
  MUST(listen(fd, 8));
  return fd;
}

static inline struct sockaddr_in name_of(int fd) {
  struct sockaddr_in address;
  socklen_t length = sizeof address;
  MUST(getsockname(fd, (struct sockaddr *)&address, &length));
  return address;
}

static inline int client_of(struct sockaddr_in address) {
  int fd = MUST(socket(AF_INET, SOCK_STREAM, 0));
  MUST(connect(fd, (struct sockaddr *)&address, sizeof address));
  return fd;
}

static inline void wait_for(pid_t pid) {
  int status;
  MUST(waitpid(pid, &status, 0));
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) _exit(98);
}

/** Sends `count` descriptors in one message. */
static inline void send_rights(int carrier, const int *fds, int count) {
  char control[CMSG_SPACE(16 * sizeof(int))] = { 0 };
  struct iovec part = { .iov_base = "x", .iov_len = 1 };
  struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1, .msg_control = control, .msg_controllen = CMSG_SPACE(count * sizeof(int)) };
  struct cmsghdr *header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(count * sizeof(int));
  memcpy(CMSG_DATA(header), fds, count * sizeof(int));
  MUST(sendmsg(carrier, &message, 0));
}

/** Receives with room for `room` descriptors. Returns how many came. */
static inline int receive_rights(int carrier, int *fds, int room, int flags) {
  char control[CMSG_SPACE(16 * sizeof(int))], byte;
  struct iovec part = { .iov_base = &byte, .iov_len = 1 };
  struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1, .msg_control = control, .msg_controllen = CMSG_LEN(room * sizeof(int)) };
  MUST(recvmsg(carrier, &message, flags));
  struct cmsghdr *header = CMSG_FIRSTHDR(&message);
  if (!header) return 0;
  int count = (header->cmsg_len - CMSG_LEN(0)) / sizeof(int);
  memcpy(fds, CMSG_DATA(header), count * sizeof(int));
  return count;
}
