/** socket, and the calls that name the other end at each datagram. */
import { address, choice, data, flags, integer, optional } from './args.ts';
import * as c from './constants-winsock.ts';
import type { CallSpec } from './types.ts';
import { describe, s } from './winsock-describe.ts';

export const DATAGRAM_CALLS: readonly CallSpec[] = [
  describe('winsock2', 'socket', 'Makes a socket; it is overlapped and its handle inheritable (S20, S50).',
    'SOCKET socket(int af, int type, int protocol);',
    [choice('af', 'Address family', c.FAMILY), choice('type', 'Socket type', c.TYPE), choice('protocol', 'Protocol', c.PROTOCOL)], 'descriptor'),
  describe('winsock2', 'sendto', 'Sends one datagram to an address; an unbound socket is bound by it.',
    'int sendto(SOCKET s, const char *buf, int len, int flags, const struct sockaddr *to, int tolen);',
    [s, data('data', 'Text to send, as UTF-8'), address('to', 'Where to')], 'number', true),
  describe('winsock2', 'recvfrom', 'Takes one datagram, whole, and tells who sent it.',
    'int recvfrom(SOCKET s, char *buf, int len, int flags, struct sockaddr *from, int *fromlen);',
    [s, integer('length', 'Buffer size in bytes', 0, 65536), optional(flags('flags', 'Flags', c.MSG))], 'data', true),
];
