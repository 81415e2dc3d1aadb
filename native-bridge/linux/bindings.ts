import { createRequire } from 'node:module';
import type * as Koffi from 'koffi';

/** A C function through koffi: direct, or `.async` on a thread of libuv's pool. */
export interface NativeCall {
  (...params: readonly unknown[]): number | bigint;
  async(...params: readonly unknown[]): void;
}

// Structures are void *, so that exactly the caller's bytes are handed over; ssize_t does not exist in
// koffi and is long on every Linux. fcntl is declared with its third argument fixed, because variadic
// functions have no async form; the calling conventions of x86-64 and arm64 pass it alike.
const PROTOTYPES = {
  socket: 'int socket(int domain, int type, int protocol)',
  bind: 'int bind(int fd, void *address, uint32_t length)',
  listen: 'int listen(int fd, int backlog)',
  connect: 'int connect(int fd, void *address, uint32_t length)',
  accept4: 'int accept4(int fd, void *address, void *length, int flags)',
  sendmsg: 'long sendmsg(int fd, void *message, int flags)',
  recvmsg: 'long recvmsg(int fd, void *message, int flags)',
  send: 'long send(int fd, void *data, size_t length, int flags)',
  recv: 'long recv(int fd, void *data, size_t length, int flags)',
  sendto: 'long sendto(int fd, void *data, size_t length, int flags, void *to, uint32_t toLength)',
  recvfrom: 'long recvfrom(int fd, void *data, size_t length, int flags, void *from, void *fromLength)',
  socketpair: 'int socketpair(int domain, int type, int protocol, void *pair)',
  dup: 'int dup(int fd)',
  dup2: 'int dup2(int fd, int newfd)',
  dup3: 'int dup3(int fd, int newfd, int flags)',
  close: 'int close(int fd)',
  shutdown: 'int shutdown(int fd, int how)',
  setsockopt: 'int setsockopt(int fd, int level, int name, void *value, uint32_t length)',
  getsockopt: 'int getsockopt(int fd, int level, int name, void *value, void *length)',
  fcntl: 'int fcntl(int fd, int operation, long argument)',
  epoll_create1: 'int epoll_create1(int flags)',
  epoll_ctl: 'int epoll_ctl(int epfd, int operation, int fd, void *event)',
  epoll_wait: 'int epoll_wait(int epfd, void *events, int maxEvents, int timeout)',
  poll: 'int poll(void *polled, unsigned long count, int timeout)',
  getsockname: 'int getsockname(int fd, void *address, void *length)',
  getpeername: 'int getpeername(int fd, void *address, void *length)',
  openat: 'int openat(int folder, const char *path, int flags, int mode)',
  pread: 'long pread(int fd, void *to, size_t length, long at)',
  readlink: 'long readlink(const char *path, void *to, size_t length)',
  _exit: 'void _exit(int status)',
  // kcmp, pidfd_open and pidfd_getfd have no wrappers in every libc.
  syscall: 'long syscall(long number, long a, long b, long c, long d, long e)',
} as const;

export type Libc = Readonly<Record<keyof typeof PROTOTYPES, NativeCall>>;

let koffi: typeof Koffi | undefined;
let loaded: Libc | undefined;

/**
 * The socket calls of libc.so.6 in this process, loaded on first use.
 * @throws Error if this is not Linux, or koffi or the library cannot be loaded.
 */
export function libc(): Libc {
  if (loaded) return loaded;
  if (process.platform !== 'linux') throw new Error(`These calls need Linux; this process runs on ${process.platform}`);
  try {
    // Required here, not imported, so that a machine without koffi's binary can start everything else.
    const library = native().load('libc.so.6');
    const calls = Object.entries(PROTOTYPES).map(([name, prototype]) => [name, library.func(prototype)]);
    loaded = Object.fromEntries(calls) as Libc;
    return loaded;
  } catch (cause) {
    throw new Error(`libc could not be bound: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

const declared = new Map<string, NativeCall>();

/** A libc function that only marshalling uses, by its prototype. */
export function libcCall(prototype: string): NativeCall {
  const known = declared.get(prototype) ?? native().load('libc.so.6').func(prototype);
  declared.set(prototype, known);
  return known;
}

/** errno of this thread's last call, or of the call whose `.async` callback is running. Read it before anything else. */
export function errno(): number {
  return native().errno();
}

/**
 * The memory address of the bytes, for use in a structure. The query also moves them off V8's heap,
 * so the address stays valid while the caller keeps a reference to `bytes`.
 */
export function addressOf(bytes: Uint8Array): bigint {
  return native().address(bytes);
}

function native(): typeof Koffi {
  koffi ??= createRequire(import.meta.url)('koffi') as typeof Koffi;
  return koffi;
}
