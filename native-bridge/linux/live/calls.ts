/**
 * The few calls of a walk, on raw addresses: strings and buffers are not copied, and a call costs little
 * more than in C. Addresses come from `addressOf`; the caller keeps the bytes alive.
 */
import { createRequire } from 'node:module';
import type * as Koffi from 'koffi';
import { errno, type NativeCall } from '../bindings.ts';

const PROTOTYPES = {
  openat: 'int openat(int folder, intptr_t path, int flags, int mode)',
  close: 'int close(int fd)',
  read: 'long read(int fd, intptr_t to, size_t length)',
  readlinkat: 'long readlinkat(int folder, intptr_t path, intptr_t to, size_t length)',
  getxattr: 'long getxattr(intptr_t path, intptr_t name, intptr_t to, size_t length)',
  socket: 'int socket(int domain, int type, int protocol)',
  setsockopt: 'int setsockopt(int fd, int level, int name, intptr_t value, uint32_t length)',
  send: 'long send(int fd, intptr_t data, size_t length, int flags)',
  recv: 'long recv(int fd, intptr_t data, size_t length, int flags)',
  setns: 'int setns(int fd, int type)',
  syscall: 'long syscall(long number, long a, long b, long c, long d, long e)',
} as const;

export type WalkCalls = Readonly<Record<keyof typeof PROTOTYPES, NativeCall>>;

/** Numbers of calls that have no wrapper in every libc; asm/unistd.h. */
const NUMBERS = {
  x64: { getdents64: 217, kcmp: 312, bpf: 321 },
  arm64: { getdents64: 61, kcmp: 272, bpf: 280 },
} as const;
export const NR: (typeof NUMBERS)['x64' | 'arm64'] = process.arch === 'arm64' ? NUMBERS.arm64 : NUMBERS.x64;

export const OPEN = { RDONLY: 0o2000000, FOLDER: 0o2000000 | 0o200000 } as const;
export const AT_FDCWD = -100;

let loaded: WalkCalls | undefined;

/** @throws Error if koffi cannot be loaded or this is not Linux. */
export function walkCalls(): WalkCalls {
  if (loaded) return loaded;
  const koffi = createRequire(import.meta.url)('koffi') as typeof Koffi;
  const library = koffi.load('libc.so.6');
  const calls = Object.entries(PROTOTYPES).map(([name, prototype]) => [name, library.func(prototype)]);
  loaded = Object.fromEntries(calls) as WalkCalls;
  return loaded;
}

export { errno };
