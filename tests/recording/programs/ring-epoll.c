/* Adds an epoll item through an io_uring, as libuv does, and changes and deletes it by system calls. */
#include "common.h"
#include <linux/io_uring.h>
#include <sys/mman.h>
int main(void) {
  int s = listener(0), epoll = MUST(epoll_create1(0));
  struct io_uring_params made = { 0 };
  int ring = MUST(syscall(SYS_io_uring_setup, 4, &made));
  size_t size = made.sq_off.array + made.sq_entries * sizeof(unsigned);
  char *queue = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, ring, IORING_OFF_SQ_RING);
  struct io_uring_sqe *entry = mmap(NULL, made.sq_entries * sizeof *entry, PROT_READ | PROT_WRITE, MAP_SHARED, ring, IORING_OFF_SQES);
  if (queue == MAP_FAILED || (void *)entry == MAP_FAILED) _exit(97);
  struct epoll_event event = { .events = EPOLLIN, .data.fd = s };
  *entry = (struct io_uring_sqe){
    .opcode = IORING_OP_EPOLL_CTL, .fd = epoll, .off = s, .len = EPOLL_CTL_ADD, .addr = (unsigned long)&event,
  };
  *(unsigned *)(queue + made.sq_off.array) = 0;
  __atomic_store_n((unsigned *)(queue + made.sq_off.tail), 1, __ATOMIC_RELEASE);
  if (MUST(syscall(SYS_io_uring_enter, ring, 1, 1, IORING_ENTER_GETEVENTS, NULL, 0)) != 1) _exit(96);
  int client = client_of(name_of(s));
  if (epoll_wait(epoll, &event, 1, 1000) != 1 || event.data.fd != s) _exit(95);
  close(MUST(accept(s, NULL, NULL)));
  close(client);
  event.events = EPOLLIN | EPOLLET;
  MUST(epoll_ctl(epoll, EPOLL_CTL_MOD, s, &event));
  MUST(epoll_ctl(epoll, EPOLL_CTL_DEL, s, NULL));
  return 0;
}
