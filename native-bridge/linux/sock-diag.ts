/**
 * Queries one TCP socket of this network namespace by its addresses over netlink; sock_diag(7).
 * An exact query takes some microseconds, while reading /proc/net/tcp walks the kernel's whole hash table.
 */
import { libc } from './bindings.ts';
import { encodeSockaddr } from './sockaddr.ts';

/** The answer of inet_diag: the TCP state's number, receive queue in bytes (connections, for a listener), inode. */
export interface TcpAnswer {
  state: number;
  queued: number;
  inode: string;
}

const [AF_NETLINK, SOCK_RAW, SOCK_CLOEXEC, NETLINK_SOCK_DIAG] = [16, 3, 0o2000000, 4];
const [SOCK_DIAG_BY_FAMILY, NLM_F_REQUEST, MSG_DONTWAIT] = [20, 1, 0x40];
const [AF_INET6, IPPROTO_TCP] = [10, 6];
const HEADER = 16;
const REQUEST_SIZE = HEADER + 56;
/** Offsets after the netlink header: of the request's inet_diag_sockid, and of the answer's fields. */
const [ID_AT, STATE_AT, RQUEUE_AT, INODE_AT] = [8, 1, 56, 68];

/**
 * Runs `work` with a query function; null if the kernel offers none. Addresses are `127.0.0.1:80` or `[::1]:80`;
 * a remote of null finds a listener. The answer is null if the socket does not exist.
 */
export function withSockDiag<T>(work: (ask: (local: string, remote: string | null) => TcpAnswer | null) => T): T | null {
  const fd = Number(libc().socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG));
  if (fd < 0) return null;
  try {
    return work((local, remote) => ask(fd, local, remote));
  } finally {
    libc().close(fd);
  }
}

function ask(fd: number, local: string, remote: string | null): TcpAnswer | null {
  const request = question(encodeSockaddr(local), remote === null ? null : encodeSockaddr(remote));
  // The kernel answers during the send, so there is no wait.
  if (Number(libc().send(fd, request, request.length, 0)) !== request.length) return null;
  const answer = Buffer.alloc(4096);
  const n = Number(libc().recv(fd, answer, answer.length, MSG_DONTWAIT));
  if (n < HEADER + INODE_AT + 4 || answer.readUInt16LE(4) !== SOCK_DIAG_BY_FAMILY) return null;
  const body = answer.subarray(HEADER, n);
  return { state: body.readUInt8(STATE_AT), queued: body.readUInt32LE(RQUEUE_AT), inode: String(body.readUInt32LE(INODE_AT)) };
}

/** nlmsghdr and inet_diag_req_v2; the sockaddrs provide family, port and address bytes. */
function question(local: Buffer, remote: Buffer | null): Buffer {
  const bytes = Buffer.alloc(REQUEST_SIZE);
  bytes.writeUInt32LE(REQUEST_SIZE, 0);
  bytes.writeUInt16LE(SOCK_DIAG_BY_FAMILY, 4);
  bytes.writeUInt16LE(NLM_F_REQUEST, 6);
  const body = bytes.subarray(HEADER);
  body.writeUInt8(local.readUInt16LE(0), 0);
  body.writeUInt8(IPPROTO_TCP, 1);
  body.fill(0xff, 4, 8);
  const id = body.subarray(ID_AT);
  put(local, id, 0, 4);
  if (remote) put(remote, id, 2, 20);
  // INET_DIAG_NOCOOKIE
  id.fill(0xff, 40, 48);
  return bytes;
}

function put(address: Buffer, id: Buffer, portAt: number, addressAt: number): void {
  address.copy(id, portAt, 2, 4);
  if (address.readUInt16LE(0) === AF_INET6) address.copy(id, addressAt, 8, 24);
  else address.copy(id, addressAt, 4, 8);
}
