import { describe, expect, it } from 'vitest';
import { dword, handle, handleBits, int, intOrDword, milliseconds, ushort } from './c-types.ts';
import { encodeOption as encodeLinux } from '../linux/options.ts';
import { encodeOption as encodeWinsock } from '../winsock/perform-options.ts';

describe('a number that its C type cannot hold is refused, never cut', () => {
  it.each([
    ['int', int, [-(2 ** 31), 2 ** 31 - 1], [-(2 ** 31) - 1, 2 ** 31]],
    ['DWORD', dword, [0, 2 ** 32 - 1], [-1, 2 ** 32]],
    ['int or DWORD', intOrDword, [0, 2 ** 32 - 1], [-(2 ** 31) - 1, 2 ** 32]],
    ['u_short', ushort, [0, 65_535], [-1, 65_536]],
    ['handle', handle, [-1, Number.MAX_SAFE_INTEGER], [-2, Number.MAX_SAFE_INTEGER + 1]],
    ['milliseconds', milliseconds, [-1, Number.MAX_SAFE_INTEGER], [Number.MAX_SAFE_INTEGER + 1, -(2 ** 54)]],
  ] as const)('%s', (_name, type, held, refused) => {
    expect(held.map((value) => type(value))).toEqual(held);
    for (const value of [...refused, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53]) expect(() => type(value)).toThrow(RangeError);
  });

  it('-1 is INVALID_SOCKET in a structure, and an int option with all bits set', () => {
    expect(handleBits(-1)).toBe(0xffff_ffff_ffff_ffffn);
    expect(encodeWinsock('SO_DEBUG', -1).readInt32LE(0)).toBe(-1);
    expect(encodeLinux('SO_DEBUG', -1).readInt32LE(0)).toBe(-1);
  });

  it.each([
    ['an option of Linux', () => encodeLinux('SO_RCVBUF', 2 ** 32 + 1)],
    ['a linger of Linux', () => encodeLinux('SO_LINGER', { onoff: 2 ** 32, linger: 0 })],
    ['a timeout of Linux', () => encodeLinux('SO_RCVTIMEO', 2 ** 53)],
    ['an option of Winsock', () => encodeWinsock('SO_RCVBUF', 2 ** 32 + 1)],
    ['a linger of Winsock', () => encodeWinsock('SO_LINGER', { onoff: 1, linger: 65_536 })],
    ['the socket of SO_UPDATE_ACCEPT_CONTEXT', () => encodeWinsock('SO_UPDATE_ACCEPT_CONTEXT', 2 ** 53)],
    ['text where a number belongs', () => encodeLinux('SO_RCVBUF', 'SOCK_STREAM')],
  ])('%s', (_name, encode) => {
    expect(encode).toThrow(RangeError);
  });
});
