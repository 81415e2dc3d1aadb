/** Loopback sockets that main creates for a user's process, with export and import. */
import { setTimeout as pause } from 'node:timers/promises';
import { IOCTL, LEVEL, PROTOCOL, SO, SOCKET_FLAGS, TYPE } from '../../app/shared/calls/constants-winsock.ts';
import { errorName } from '../../app/shared/calls/errors.ts';
import { CallFailed, type Reach, type SocketFacts, type Wanted } from '../../app/shared/external-process/types.ts';
import { startWinsock, winsock } from './bindings.ts';
import { addressesOf, isListening, lingers, POLL, readyNow, takeSocketError } from './perform-inspect.ts';
import { PROTOCOL_INFO_SIZE } from './protocol-info.ts';
import { encodeSockaddr } from './sockaddr.ts';
import { isInvalidSocket } from './types.ts';
import { nameOf } from '../marshal/args.ts';

const LOOK_EVERY_MS = 3;
const [WSAEWOULDBLOCK, WSAETIMEDOUT, ERROR_ACCESS_DENIED] = [10035, 10060, 5];
const BACKLOG = 16;
const FROM_PROTOCOL_INFO = -1;
const FLAGS = SOCKET_FLAGS.WSA_FLAG_OVERLAPPED | SOCKET_FLAGS.WSA_FLAG_NO_HANDLE_INHERIT;

/**
 * A TCP socket as requested, blocking like any new one. Waits at most `limitMs` for a connection, without blocking a thread.
 * @throws CallFailed, with nothing left open; RangeError if the text is not an address.
 */
export async function makeSocket(want: Wanted, limitMs: number): Promise<number> {
  const address = encodeSockaddr(want.address);
  const { ws2 } = startWinsock();
  const made = ws2.WSASocketW(address.readUInt16LE(0), TYPE.SOCK_STREAM, PROTOCOL.IPPROTO_TCP, null, 0, FLAGS);
  if (isInvalidSocket(made)) throw failed('WSASocketW');
  const socket = Number(made);
  try {
    if (want.kind === 'connect') await connectWithin(socket, address, limitMs);
    else if (ws2.bind(socket, address, address.length) !== 0) throw failed('bind');
    else if (ws2.listen(socket, BACKLOG) !== 0) throw failed('listen');
    return socket;
  } catch (error) {
    closeSocket(socket);
    throw error;
  }
}

async function connectWithin(socket: number, address: Buffer, limitMs: number): Promise<void> {
  const { ws2 } = startWinsock();
  if (ws2.ioctlsocket(socket, IOCTL.FIONBIO, [1]) !== 0) throw failed('ioctlsocket');
  if (ws2.connect(socket, address, address.length) !== 0) {
    const number = ws2.WSAGetLastError();
    if (number !== WSAEWOULDBLOCK) throw failed('connect', number);
    for (const deadline = performance.now() + limitMs; ;) {
      // Some versions do not report a failed connect in WSAPoll, so the error is read as well.
      const connected = readyNow(socket, POLL.WRITE);
      const error = takeSocketError(socket);
      if (error !== 0) throw failed('connect', error);
      if (connected) break;
      if (performance.now() > deadline) throw failed('connect', WSAETIMEDOUT);
      await pause(LOOK_EVERY_MS);
    }
  }
  if (ws2.ioctlsocket(socket, IOCTL.FIONBIO, [0]) !== 0) throw failed('ioctlsocket');
}

/** The 628 bytes with which process `pid`, and no other, can import the socket once (S1, S4). @throws CallFailed. */
export function exportSocket(socket: number, pid: number): Uint8Array {
  const blob = Buffer.alloc(PROTOCOL_INFO_SIZE);
  if (startWinsock().ws2.WSADuplicateSocketW(socket, pid, blob) !== 0) throw failed('WSADuplicateSocketW');
  return blob;
}

/** Imports the blob. @returns a descriptor of this process. @throws CallFailed. */
export function importSocket(blob: Uint8Array): number {
  const made = startWinsock().ws2.WSASocketW(FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO, Buffer.from(blob), 0, FLAGS);
  if (isInvalidSocket(made)) throw failed('WSASocketW');
  return Number(made);
}

/** @throws CallFailed if the number is not a socket of this process. */
export function socketFacts(socket: number): SocketFacts {
  const value = Buffer.alloc(8);
  if (startWinsock().ws2.getsockopt(socket, LEVEL.SOL_SOCKET, SO.SO_TYPE, value, [8]) !== 0) throw failed('getsockopt');
  const { local, remote } = addressesOf(socket);
  const family = local?.startsWith('[') ? 'AF_INET6' : local === null || /:\d+$/.test(local) ? 'AF_INET' : 'AF_UNIX';
  return { family, type: nameOf(TYPE, value.readInt32LE(0)),
    listening: isListening(socket), local, remote };
}

/**
 * Whether a process can receive an export, checked before anything is created: WSADuplicateSocketW has one error for all
 * reasons (S3), and Wine exports even to a process that has just ended (W3).
 */
export function reach(pid: number): Reach {
  const [PROCESS_DUP_HANDLE, SYNCHRONIZE, STILL_RUNNING] = [0x0040, 0x10_0000, 0x102];
  const { kernel } = winsock();
  const owner = kernel.OpenProcess(PROCESS_DUP_HANDLE | SYNCHRONIZE, false, pid);
  if (BigInt(owner) === 0n) return kernel.GetLastError() === ERROR_ACCESS_DENIED ? 'not-permitted' : 'gone';
  try {
    return kernel.WaitForSingleObject(owner, 0) === STILL_RUNNING ? 'open' : 'gone';
  } finally {
    kernel.CloseHandle(owner);
  }
}

/** Does not block: a received socket can have SO_LINGER (S32), and then its last close runs on another thread. */
export function closeSocket(socket: number): void {
  const { closesocket } = startWinsock().ws2;
  if (lingers(socket)) closesocket.async(socket, () => {});
  else closesocket(socket);
}

const failed = (call: string, number = startWinsock().ws2.WSAGetLastError()): CallFailed =>
  new CallFailed(call, errorName('winsock', number), number);
