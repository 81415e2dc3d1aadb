/** A TCP listener of a scene. */
import { libc } from '../../../native-bridge/linux/bindings.ts';
import { decodeSockaddr, encodeSockaddr, SOCKADDR_ROOM } from '../../../native-bridge/linux/sockaddr.ts';

const [AF_INET, STREAM, CLOEXEC] = [2, 1, 0o2000000];
const [SOL_SOCKET, SO_REUSEPORT] = [1, 15];

export function listener(at = '127.0.0.1:0', reuse = false): { fd: number; port: number } {
  const c = libc();
  const fd = Number(c.socket(AF_INET, STREAM | CLOEXEC, 0));
  if (reuse) c.setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, Buffer.from([1, 0, 0, 0]), 4);
  const any = encodeSockaddr(at);
  if (Number(c.bind(fd, any, any.length)) < 0 || Number(c.listen(fd, 8)) < 0) throw new Error('no listener');
  return { fd, port: portOf(fd) };
}

export function portOf(fd: number): number {
  const address = Buffer.alloc(SOCKADDR_ROOM);
  const length = Buffer.from([SOCKADDR_ROOM, 0, 0, 0]);
  libc().getsockname(fd, address, length);
  return Number(decodeSockaddr(address, length.readUInt32LE(0)).split(':')[1]);
}
