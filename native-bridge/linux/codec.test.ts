import { describe, expect, it } from 'vitest';
import { encodeEpollEvent, decodeEpollEvents, EPOLL_EVENT_SIZE } from './epoll-event.ts';
import { decodeRights, encodeMessage, encodeRights, messageFlags, rightsSpace } from './msghdr.ts';
import { decodeOption, encodeOption } from './options.ts';
import { decodeSockaddr, encodeSockaddr } from './sockaddr.ts';

describe('addresses', () => {
  it.each(['127.0.0.1:5050', '0.0.0.0:0', '[::1]:65535', '[2001:db8::2:1]:1', '[::ffff:7f00:1]:9', '/tmp/x.sock',
    '@name'])('%s comes back', (
    text,
  ) => {
    const bytes = encodeSockaddr(text);
    expect(decodeSockaddr(Buffer.concat([bytes, Buffer.alloc(40, 0xff)]), bytes.length)).toBe(text);
  });

  it('lays sockaddr_in out as the headers do', () => {
    expect(encodeSockaddr('127.0.0.1:8080').toString('hex')).toBe('02001f907f0000010000000000000000');
    // An abstract name is as long as the address says: no NUL behind it.
    expect(encodeSockaddr('@ab').toString('hex')).toBe('0100006162');
    expect(encodeSockaddr('@').toString('hex')).toBe('0100');
    expect(encodeSockaddr('/a').toString('hex')).toBe('01002f6100');
  });

  it.each(['', 'localhost:1', '127.0.0.1', '127.0.0.1:65536', '[::1]', '::1:5', `@${'x'.repeat(108)}`])('refuses "%s"', (text) => {
    expect(() => encodeSockaddr(text)).toThrow(RangeError);
  });

  it('gives nothing for an unnamed unix socket', () => {
    expect(decodeSockaddr(Buffer.from([1, 0]), 2)).toBe('');
    expect(decodeSockaddr(Buffer.alloc(0), 0)).toBe('');
  });
});

describe('SCM_RIGHTS (P26, P7)', () => {
  const PADDING = '00000000';
  it('needs CMSG_SPACE, which has room for one more after an odd count', () => {
    expect([0, 1, 2, 3, 8, 253].map(rightsSpace)).toEqual([16, 24, 24, 32, 48, 1032]);
    const bytes = encodeRights([5, 7, 9]);
    expect(bytes?.toString('hex')).toBe('1c000000000000000100000001000000050000000700000009000000' + PADDING);
    expect(encodeRights([])).toBeNull();
  });

  it('reads the control data of recvmsg, several messages and flags too', () => {
    const control = Buffer.concat([encodeRights([5, 7, 9])!, encodeRights([11])!, Buffer.alloc(64)]);
    const message = encodeMessage(Buffer.alloc(4), control, null);
    message.header.writeBigUInt64LE(32n + 20n, 40);
    message.header.writeInt32LE(8, 48);
    expect(decodeRights(message)).toEqual([5, 7, 9, 11]);
    expect(messageFlags(message)).toBe(8);
    message.header.writeBigUInt64LE(0n, 40);
    expect(decodeRights(message)).toEqual([]);
  });
});

describe('option values', () => {
  it.each([
    ['SO_LINGER', { onoff: 1, linger: 30 }], ['SO_RCVTIMEO', 1500], ['SO_SNDTIMEO', 0], ['SO_RCVBUF', 4096], ['SO_KEEPALIVE', 1],
  ])('%s comes back', (name, value) => {
    const bytes = encodeOption(name, value);
    expect(decodeOption(name, bytes, bytes.length)).toEqual(value);
  });

  it('names socket types', () => {
    expect(decodeOption('SO_TYPE', Buffer.from([2, 0, 0, 0]), 4)).toBe('SOCK_DGRAM');
    expect(decodeOption('SO_TYPE', Buffer.from([9, 0, 0, 0]), 4)).toBe(9);
  });
});

it('carries the registered number in the event itself', () => {
  const bytes = Buffer.concat([encodeEpollEvent(1, 7), encodeEpollEvent(1 << 31, 8)]);
  expect(bytes).toHaveLength(2 * EPOLL_EVENT_SIZE);
  expect(decodeEpollEvents(bytes, 2)).toEqual([{ bits: 1, fd: 7 }, { bits: 1 << 31, fd: 8 }]);
});
