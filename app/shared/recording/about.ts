import { own } from '../base/own.ts';

/** What a source knows of a descriptor: "TCP:[127.0.0.1:80->127.0.0.1:5000]", "UNIX-STREAM:[4711->4712]", "socket:[4711]". */
export interface AboutSocket {
  /** null: the source does not say, as strace -y. */
  family: string | null;
  type: string | null;
  inode: string | null;
  /** Inode of the other end of a unix socket. */
  peer: string | null;
  local: string | null;
  remote: string | null;
}

const SOCKET = /^(TCP|TCPv6|UDP|UDPv6|UDPLITE|UNIX|UNIX-STREAM|UNIX-DGRAM|UNIX-SEQPACKET|socket):\[(.*)\]$/s;
const TYPES: Readonly<Record<string, readonly [string, string]>> = {
  TCP: ['AF_INET', 'SOCK_STREAM'], TCPv6: ['AF_INET6', 'SOCK_STREAM'], UDP: ['AF_INET', 'SOCK_DGRAM'], UDPv6: ['AF_INET6', 'SOCK_DGRAM'],
  UNIX: ['AF_UNIX', 'SOCK_STREAM'], 'UNIX-STREAM': ['AF_UNIX', 'SOCK_STREAM'], 'UNIX-DGRAM': ['AF_UNIX', 'SOCK_DGRAM'],
  'UNIX-SEQPACKET': ['AF_UNIX', 'SOCK_SEQPACKET'],
};

/** Returns what is known of a socket; null for other files. */
export function aboutSocket(about: string): AboutSocket | null {
  const found = SOCKET.exec(about);
  if (!found) return null;
  const [, protocol, inside] = found;
  const [family = null, type = null] = own(TYPES, protocol!) ?? [];
  const [, inode = null, peer = null] = /^(\d+)(?:->(\d+))?(?:,|$)/.exec(inside!) ?? [];
  if (inode !== null) return { family, type, inode, peer, local: nameIn(inside!), remote: null };
  const [local = null, remote = null] = inside!.split('->');
  return { family, type, inode: null, peer: null, local, remote };
}

/** UNIX:[4711,"/run/x"] or UNIX:[4711,@"x"] */
function nameIn(inside: string): string | null {
  const [, abstract, name] = /,(@?)"([^"]*)"/.exec(inside) ?? [];
  return name === undefined ? null : `${abstract}${name}`;
}
