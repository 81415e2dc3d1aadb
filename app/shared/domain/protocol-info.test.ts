import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  compareProtocolInfo,
  decodeProtocolInfo,
  encodeProtocolInfo,
  PROTOCOL_INFO_FIELDS,
  PROTOCOL_INFO_SIZE,
  type ProtocolInfo,
} from './protocol-info.ts';

// Written by hand from S13, not taken from the code: [C name, offset] of every 4-byte number.
const AT = [
  ['dwServiceFlags1', 0], ['dwServiceFlags2', 4], ['dwServiceFlags3', 8], ['dwServiceFlags4', 12],
  ['dwProviderFlags', 16], ['dwCatalogEntryId', 36], ['iVersion', 72], ['iAddressFamily', 76],
  ['iMaxSockAddr', 80], ['iMinSockAddr', 84], ['iSocketType', 88], ['iProtocol', 92],
  ['iProtocolMaxOffset', 96], ['iNetworkByteOrder', 100], ['iSecurityScheme', 104],
  ['dwMessageSize', 108], ['dwProviderReserved', 112],
] as const;

// Each byte of the structure differs from its neighbours, so a field read one byte off is noticed.
const pattern = () => Uint8Array.from({ length: PROTOCOL_INFO_SIZE }, (_, i) => (i * 7 + 1) & 0x7f || 1);
const u32 = (bytes: Uint8Array, at: number) => [3, 2, 1, 0].reduce((sum, i) => sum * 256 + (bytes[at + i] ?? 0), 0);

describe('layout (S13)', () => {
  it('covers all 628 bytes without gap or overlap', () => {
    let next = 0;
    for (const field of PROTOCOL_INFO_FIELDS) {
      expect([field.name, field.offset]).toEqual([field.name, next]);
      next += field.size;
    }
    expect(next).toBe(628);
  });

  it.each(AT)('%s is at offset %i', (name, offset) => {
    const bytes = pattern();
    expect(decodeProtocolInfo(bytes)[name]).toBe(u32(bytes, offset));
    const changed = encodeProtocolInfo({ ...decodeProtocolInfo(bytes), [name]: 0x01020304 });
    expect([...changed.subarray(offset, offset + 4)]).toEqual([4, 3, 2, 1]);
    expect(compareProtocolInfo(bytes, changed).map((d) => d.field)).toEqual([name]);
  });

  it('reads chain and name at their offsets', () => {
    const bytes = pattern();
    const { ProtocolChain, szProtocol } = decodeProtocolInfo(bytes);
    expect(ProtocolChain.ChainLen).toBe(u32(bytes, 40));
    expect(ProtocolChain.ChainEntries).toEqual([44, 48, 52, 56, 60, 64, 68].map((at) => u32(bytes, at)));
    expect(szProtocol).toHaveLength(256);
    expect(szProtocol.charCodeAt(0)).toBe((bytes[116] ?? 0) + 256 * (bytes[117] ?? 0));
    expect(szProtocol.charCodeAt(255)).toBe((bytes[626] ?? 0) + 256 * (bytes[627] ?? 0));
  });

  it('writes a GUID in canonical text', () => {
    const bytes = new Uint8Array(PROTOCOL_INFO_SIZE);
    bytes.set([0xa0, 0x1a, 0x0f, 0xe7, 0x8b, 0xab, 0xcf, 0x11, 0x8c, 0xa3, 0x00, 0x80, 0x5f, 0x48, 0xa1, 0x92], 20);
    expect(decodeProtocolInfo(bytes).ProviderId).toBe('e70f1aa0-ab8b-11cf-8ca3-00805f48a192');
    expect(encodeProtocolInfo(decodeProtocolInfo(bytes))).toEqual(bytes);
  });

  it('reads flags as unsigned and counts as signed', () => {
    const info = decodeProtocolInfo(new Uint8Array(PROTOCOL_INFO_SIZE).fill(0xff));
    expect([info.dwServiceFlags1, info.iAddressFamily]).toEqual([0xffffffff, -1]);
  });
});

const dword = fc.integer({ min: 0, max: 0xffffffff });
const blank = decodeProtocolInfo(new Uint8Array(PROTOCOL_INFO_SIZE));
const anyInfo: fc.Arbitrary<ProtocolInfo> = fc
  .record({
    numbers: fc.array(dword, { minLength: AT.length, maxLength: AT.length }),
    ProviderId: fc.uuid(),
    ChainLen: dword.map((value) => value | 0),
    ChainEntries: fc.array(dword, { minLength: 7, maxLength: 7 }),
    name: fc.array(fc.integer({ min: 1, max: 0xffff }), { maxLength: 256 }),
  })
  .map(({ numbers, ProviderId, ChainLen, ChainEntries, name }) => {
    const szProtocol = name.map((unit) => String.fromCharCode(unit)).join('');
    const rest = { ...blank, ProviderId, ProtocolChain: { ChainLen, ChainEntries }, szProtocol };
    return AT.reduce((info, [field], i) => {
      const value = numbers[i] ?? 0;
      return { ...info, [field]: field.startsWith('dw') ? value : value | 0 };
    }, rest);
  });

describe('round trip', () => {
  it('returns every value unchanged, including lone surrogates', () => {
    fc.assert(fc.property(anyInfo, (info) => {
      expect(decodeProtocolInfo(encodeProtocolInfo(info))).toEqual(info);
    }));
  });

  it('returns every byte unchanged if the name fills its array', () => {
    const bytes = pattern();
    expect(encodeProtocolInfo(decodeProtocolInfo(bytes))).toEqual(bytes);
  });

  it('reads bytes inside a larger buffer', () => {
    const big = new Uint8Array(1000);
    big.set(pattern(), 300);
    expect(decodeProtocolInfo(big.subarray(300, 928))).toEqual(decodeProtocolInfo(pattern()));
  });
});

describe('comparison (S17)', () => {
  it('names each differing field once, with both sides and the offsets', () => {
    const [a, b] = [pattern(), pattern()];
    b[9] = 0xee;
    b[11] = 0xee;
    b[627] = 0xee;
    const found = compareProtocolInfo(a, b);
    expect(found.map((d) => [d.field, d.offset, d.size, d.differingBytes])).toEqual([
      ['dwServiceFlags3', 8, 4, [9, 11]],
      ['szProtocol', 116, 512, [627]],
    ]);
    expect(found[0]?.a).toEqual(a.slice(8, 12));
    expect(found[0]?.b).toEqual(b.slice(8, 12));
  });

  it('finds nothing between equal blobs', () => {
    expect(compareProtocolInfo(pattern(), pattern())).toEqual([]);
  });
});

describe('refusals', () => {
  it.each([0, 4, 372, 627, 629, 1000])('a blob of %i bytes (S18)', (length) => {
    const message = `expected 628 bytes, got ${length}`;
    expect(() => decodeProtocolInfo(new Uint8Array(length))).toThrow(message);
    expect(() => compareProtocolInfo(pattern(), new Uint8Array(length))).toThrow(message);
  });

  it.each([
    [{ dwMessageSize: -1 }, 'dwMessageSize'],
    [{ iVersion: 2 ** 31 }, 'iVersion'],
    [{ iVersion: 1.5 }, 'iVersion'],
    [{ ProviderId: 'nonsense' }, 'not a GUID'],
    [{ szProtocol: 'x'.repeat(257) }, 'szProtocol'],
    [{ szProtocol: 'a\0b' }, 'szProtocol'],
    [{ ProtocolChain: { ChainLen: 1, ChainEntries: [1] } }, 'expected 7 entries, got 1'],
  ])('to write %j', (change, message) => {
    const info = decodeProtocolInfo(new Uint8Array(PROTOCOL_INFO_SIZE));
    expect(() => encodeProtocolInfo({ ...info, ...change })).toThrow(message);
  });
});
