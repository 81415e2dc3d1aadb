/** What the socket behind a descriptor of another process is: its inode, and for a unix socket the inode of the other end. */
import { readlinkSync } from 'node:fs';
import { libc } from '../bindings.ts';
import { attribute } from '../live/netlink.ts';

const [AF_NETLINK, SOCK_RAW, SOCK_CLOEXEC, NETLINK_SOCK_DIAG] = [16, 3, 0o2000000, 4];
const [SOCK_DIAG_BY_FAMILY, NLM_F_REQUEST, MSG_DONTWAIT] = [20, 1, 0x40];
const AF_UNIX = 1;
/** linux/unix_diag.h: of the request and of the answer, behind the netlink header. */
const [HEADER, REQUEST, ANSWER, UDIAG_SHOW_PEER, UNIX_DIAG_PEER] = [16, 24, 16, 4, 2];
const KINDS: Readonly<Record<number, string>> = { 1: 'UNIX-STREAM', 2: 'UNIX-DGRAM', 5: 'UNIX-SEQPACKET' };

export class Identities {
  readonly #fd = Number(libc().socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG));
  readonly #request = Buffer.alloc(HEADER + REQUEST);
  readonly #answer = Buffer.alloc(4096);

  /** "socket:[4711]", or "UNIX-STREAM:[4711->4712]"; null for other files and for unused numbers. `internet`: of such a family. */
  of(task: number, descriptor: number, internet: boolean): string | null {
    try {
      const link = readlinkSync(`/proc/${task}/fd/${descriptor}`);
      const inode = /^socket:\[(\d+)\]$/.exec(link)?.[1];
      return inode === undefined ? null : internet ? link : this.#unix(Number(inode)) ?? link;
    } catch {
      return null;
    }
  }

  /** null for sockets of other families, and of other network namespaces. */
  #unix(inode: number): string | null {
    const request = this.#request;
    request.writeUInt32LE(request.length, 0);
    request.writeUInt16LE(SOCK_DIAG_BY_FAMILY, 4);
    request.writeUInt16LE(NLM_F_REQUEST, 6);
    request.writeUInt8(AF_UNIX, HEADER);
    request.writeUInt32LE(0xffff_ffff, HEADER + 4);
    request.writeUInt32LE(inode, HEADER + 8);
    request.writeUInt32LE(UDIAG_SHOW_PEER, HEADER + 12);
    // No cookie.
    request.fill(0xff, HEADER + 16);
    // The kernel answers during the send, so there is no wait.
    if (this.#fd < 0 || Number(libc().send(this.#fd, request, request.length, 0)) !== request.length) return null;
    const length = Number(libc().recv(this.#fd, this.#answer, this.#answer.length, MSG_DONTWAIT));
    if (length < HEADER + ANSWER || this.#answer.readUInt16LE(4) !== SOCK_DIAG_BY_FAMILY) return null;
    const kind = KINDS[this.#answer[HEADER + 1]!] ?? 'UNIX';
    const peer = attribute(this.#answer, HEADER + ANSWER, length, UNIX_DIAG_PEER);
    return `${kind}:[${inode}${peer ? `->${this.#answer.readUInt32LE(peer.at)}` : ''}]`;
  }
}
