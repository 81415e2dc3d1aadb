import { describe, expect, it } from 'vitest';
import { decodeSockaddr, encodeSockaddr } from './sockaddr.ts';

describe('sockaddr of the Windows headers', () => {
  it('lays out IPv4: family little-endian, port and address in network order', () => {
    expect([...encodeSockaddr('127.0.0.1:5050')]).toEqual([2, 0, 0x13, 0xba, 127, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0]);
  });

  it('lays out IPv6 with family 23 and the scope id last', () => {
    const bytes = encodeSockaddr('[fe80::1%3]:5050');
    expect([bytes.length, ...bytes.subarray(0, 8)]).toEqual([28, 23, 0, 0x13, 0xba, 0, 0, 0, 0]);
    expect([bytes[8], bytes[9], bytes[23], bytes[24]]).toEqual([0xfe, 0x80, 1, 3]);
  });

  it.each([
    ['0.0.0.0:0', '0.0.0.0:0'],
    ['[::]:0', '[::]:0'],
    ['[::1]:65535', '[::1]:65535'],
    ['[2001:db8:0:0:1:0:0:2]:80', '[2001:db8::1:0:0:2]:80'],
    ['[1:2:3:4:5:6:7:8]:9', '[1:2:3:4:5:6:7:8]:9'],
    ['[fe80::1%3]:80', '[fe80::1%3]:80'],
    ['/run/x', '/run/x'],
    ['C:\\Temp\\s/!x', 'C:\\Temp\\s/!x'],
  ])('reads %s back as %s, also from a larger buffer', (text, canonical) => {
    expect(decodeSockaddr(Buffer.concat([encodeSockaddr(text), Buffer.alloc(100)]))).toBe(canonical);
  });

  it('lays out a path as sockaddr_un of 110 bytes, ended by NUL', () => {
    expect([...encodeSockaddr('/x').subarray(0, 6), encodeSockaddr('/x').length]).toEqual([1, 0, 0x2f, 0x78, 0, 0, 110]);
    expect(decodeSockaddr(Uint8Array.of(1, 0, 0))).toBe('');
    expect(() => encodeSockaddr(`/${'x'.repeat(107)}`)).toThrow('at most 107 bytes');
    expect(() => encodeSockaddr('/a\0b')).toThrow('not the path of a unix socket');
  });

  it.each(['', 'localhost:1', '127.0.0.1', '127.0.0.1:70000', '1.2.3:4', '::1:80', '[::1', '[::1]', '[127.0.0.1]:1', '[::1%4294967296]:1'])(
    'refuses %j',
    (text) => {
      expect(() => encodeSockaddr(text)).toThrow('not an address with port');
    },
  );

  it('refuses other families and short buffers', () => {
    expect(() => decodeSockaddr(Uint8Array.of(7, 0))).toThrow('family 7, 2 bytes');
    expect(() => decodeSockaddr(encodeSockaddr('1.2.3.4:5').subarray(0, 15))).toThrow('15 bytes');
    expect(() => decodeSockaddr(new Uint8Array())).toThrow('0 bytes');
  });
});
