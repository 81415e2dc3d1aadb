/**
 * Transfers one descriptor with eight bytes over a unix stream socket, and an answer back, without blocking (P26).
 * The channel's sockets are non-blocking; the transferred descriptor is not changed.
 */
import { unlinkSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { FAMILY, LEVEL, MSG, SOCKET_FLAGS, TYPE } from '../../app/shared/calls/constants-linux.ts';
import { errno, libc } from './bindings.ts';
import { decodeRights, encodeMessage, encodeRights, messageFlags, rightsSpace } from './msghdr.ts';
import { failed } from './own-socket.ts';
import { encodeSockaddr } from './sockaddr.ts';

const LOOK_EVERY_MS = 10;
const EAGAIN = 11;
const SO_PEERCRED = 17;
const UCRED_SIZE = 12;

/** One end of a unix stream; closes once. */
export class RightsStream {
  readonly #fd: number;
  #open = true;

  constructor(fd: number) {
    this.#fd = fd;
  }

  /** Process id at the other end: for a listener, the one that called listen; unix(7), SO_PEERCRED. */
  peerPid(): number {
    const [value, length] = [Buffer.alloc(UCRED_SIZE), Buffer.from([UCRED_SIZE, 0, 0, 0])];
    if (Number(libc().getsockopt(this.#fd, LEVEL.SOL_SOCKET, SO_PEERCRED, value, length)) < 0) throw failed('getsockopt');
    return value.readInt32LE(0);
  }

  /** Sends the bytes, and the descriptor if given. The bytes are few, so they are always sent completely. */
  send(bytes: Uint8Array, right?: number): void {
    const message = encodeMessage(Buffer.from(bytes), right === undefined ? null : encodeRights([right]), null);
    if (Number(libc().sendmsg(this.#fd, message.header, MSG.MSG_NOSIGNAL | MSG.MSG_DONTWAIT)) < 0) throw failed('sendmsg');
  }

  /**
   * The result of one recvmsg, as soon as data arrives; no bytes at the end of the stream. The caller must close all
   * received descriptors. @throws CallFailed, or the abort reason of `signal`.
   */
  async receive(room: number, signal: AbortSignal): Promise<{ bytes: Uint8Array; rights: readonly number[]; cut: boolean }> {
    for (;;) {
      signal.throwIfAborted();
      const data = Buffer.alloc(room);
      const message = encodeMessage(data, Buffer.alloc(rightsSpace(1)), null);
      const length = Number(libc().recvmsg(this.#fd, message.header, MSG.MSG_DONTWAIT | MSG.MSG_CMSG_CLOEXEC));
      if (length >= 0)
        return { bytes: data.subarray(0, length), rights: decodeRights(message), cut: (messageFlags(message) & MSG.MSG_CTRUNC) !== 0 };
      if (errno() !== EAGAIN) throw failed('recvmsg');
      await pause(LOOK_EVERY_MS);
    }
  }

  close(): void {
    if (this.#open) libc().close(this.#fd);
    this.#open = false;
  }
}

/** Connects to the listener at the path. @throws CallFailed with ENOENT or ECONNREFUSED if there is none. */
export function connectRights(path: string): RightsStream {
  const fd = unixStream();
  const address = encodeSockaddr(path);
  if (Number(libc().connect(fd, address, address.length)) >= 0) return new RightsStream(fd);
  const error = failed('connect');
  libc().close(fd);
  throw error;
}

/** A path at which one process can connect and send; only this user can reach it. */
export class RightsListener {
  readonly #fd: number;
  readonly #path: string;
  #open = true;

  /** @throws CallFailed with EADDRINUSE if the path exists. */
  constructor(path: string) {
    const address = encodeSockaddr(path);
    this.#fd = unixStream();
    this.#path = path;
    // bind creates the file with the mode that the umask leaves: a later chmod would come too late.
    const mask = process.umask(0o177);
    const bound = Number(libc().bind(this.#fd, address, address.length)) >= 0;
    const error = bound ? null : failed('bind');
    process.umask(mask);
    if (error) {
      libc().close(this.#fd);
      throw error;
    }
    libc().listen(this.#fd, 1);
  }

  /** The first connection. @throws the abort reason of `signal`. */
  async accept(signal: AbortSignal): Promise<RightsStream> {
    for (;;) {
      signal.throwIfAborted();
      const fd = Number(libc().accept4(this.#fd, null, null, SOCKET_FLAGS.SOCK_CLOEXEC | SOCKET_FLAGS.SOCK_NONBLOCK));
      if (fd >= 0) return new RightsStream(fd);
      if (errno() !== EAGAIN) throw failed('accept4');
      await pause(LOOK_EVERY_MS);
    }
  }

  /** Closes it and removes its path. */
  close(): void {
    if (!this.#open) return;
    this.#open = false;
    libc().close(this.#fd);
    try {
      unlinkSync(this.#path);
    } catch {
      // Another process has removed it.
    }
  }
}

function unixStream(): number {
  const fd = Number(libc().socket(FAMILY.AF_UNIX, TYPE.SOCK_STREAM | SOCKET_FLAGS.SOCK_CLOEXEC | SOCKET_FLAGS.SOCK_NONBLOCK, 0));
  if (fd < 0) throw failed('socket');
  return fd;
}
