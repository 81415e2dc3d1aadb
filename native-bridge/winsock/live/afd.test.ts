/** Decoders of what AFD gives, on bytes laid out by hand from the declarations: Wine has no contexts, and this is not Windows. */
import { describe, expect, it } from 'vitest';
import { AT, CONTEXT_BYTES, decodeContext, eventNames } from './afd-context.ts';
import { decodeAfdAddress } from './afd-address.ts';
import { describe as described } from './describe.ts';

type Field = keyof typeof AT;

/** SOCK_SHARED_INFO with ProviderId, and two addresses of 16 bytes behind it, as newer systems have it. */
function context(fields: Partial<Record<Field, number | bigint>>): Buffer {
  const b = Buffer.alloc(120 + 8 + 32);
  for (const [name, value] of Object.entries(fields) as [Field, number | bigint][]) {
    if (name === 'window') b.writeBigUInt64LE(BigInt(value), AT.window);
    else if (name === 'lingerOn' || name === 'linger' || name === 'flags') b.writeUInt16LE(Number(value), AT[name]);
    else b.writeInt32LE(Number(value), AT[name]);
  }
  return b;
}

const LISTENER = { state: 1, family: 2, type: 1, protocol: 6, localLength: 16, remoteLength: 16, receiveBuffer: 65_536, sendBuffer: 65_536,
  creationFlags: 1 };

describe('the AFD context', () => {
  it('has its fields where a compiler for 64-bit Windows puts those of ntafd.h', () => {
    // Sizes in order: each field begins at a multiple of its size, after the previous one.
    const sizes: readonly (readonly [Field, number])[] = [
      ['state', 4], ['family', 4], ['type', 4], ['protocol', 4], ['localLength', 4], ['remoteLength', 4], ['lingerOn', 2], ['linger', 2],
      ['sendTimeout', 4],
      ['receiveTimeout', 4], ['receiveBuffer', 4], ['sendBuffer', 4], ['flags', 2], ['creationFlags', 4], ['catalogEntry', 4],
      ['serviceFlags', 4],
      ['providerFlags', 4], ['group', 4], ['groupType', 4], ['groupPriority', 4], ['lastError', 4], ['window', 8], ['serial', 4],
      ['message', 4], ['mask', 4],
      ['disabled', 4], ['providerId', 4],
    ];
    let end = 0;
    for (const [name, size] of sizes) {
      end = Math.ceil(end / size) * size;
      expect([name, AT[name]]).toEqual([name, end]);
      end += size;
    }
    expect(Object.keys(AT)).toHaveLength(sizes.length);
    expect(CONTEXT_BYTES).toBe(AT.providerId);
  });

  it('is read field by field', () => {
    expect(decodeContext(context({
      ...LISTENER, state: 3, lingerOn: 1, linger: 5, sendTimeout: 1500, receiveTimeout: 2500, receiveBuffer: 8192, sendBuffer: 4096,
      flags: 0b0000_0010_0101_0000,
      window: 0x1_0002_00a4n, serial: 7, message: 0x8001, mask: 0x21, disabled: 0x01,
    }))).toEqual({
      state: 3, family: 2, type: 1, protocol: 6, flags: new Set(['reuseAddresses', 'nonBlocking', 'sendShutdown']),
      options: [
        { name: 'SO_REUSEADDR', value: '1' }, { name: 'FIONBIO', value: '1' }, { name: 'shutdown SD_SEND', value: '1' },
        { name: 'SO_LINGER', value: '5 s' },
        { name: 'SO_SNDTIMEO', value: '1500' }, { name: 'SO_RCVTIMEO', value: '2500' }, { name: 'SO_RCVBUF', value: '8192' },
        { name: 'SO_SNDBUF', value: '4096' },
      ],
      asyncSelect: { window: 0x1_0002_00a4n, message: 0x8001, mask: 0x21, disabled: 0x01 },
    });
    expect(eventNames(0x21)).toEqual(['FD_READ', 'FD_CLOSE']);
  });

  it.each([
    ['listening', 0], ['broadcast', 1], ['debug', 2], ['oobInline', 3], ['reuseAddresses', 4], ['exclusiveAddressUse', 5],
    ['nonBlocking', 6], ['dontUseWildcard', 7],
    ['receiveShutdown', 8], ['sendShutdown', 9], ['conditionalAccept', 10], ['san', 11], ['tli', 12], ['rio', 13],
    ['receiveBufferSet', 14], ['sendBufferSet', 15],
  ] as const)('%s is bit %i of the flags', (name, bit) => {
    expect(decodeContext(context({ ...LISTENER, flags: 1 << bit }))!.flags).toEqual(new Set([name]));
  });

  it('without a window or a mask has no registration', () => {
    expect(decodeContext(context({ ...LISTENER, window: 0x200n }))!.asyncSelect).toBeNull();
    expect(decodeContext(context({ ...LISTENER, mask: 1, message: 1025 }))!.asyncSelect).toBeNull();
  });

  it('a descriptor made without WSA_FLAG_OVERLAPPED is marked', () => {
    expect(decodeContext(context({ ...LISTENER, creationFlags: 0x80 }))!.options).toContainEqual({ name: 'WSA_FLAG_OVERLAPPED',
      value: '0' });
  });

  it('of an older system ends before ProviderId, and is read alike', () => {
    expect(decodeContext(context(LISTENER).subarray(0, CONTEXT_BYTES))).toEqual(decodeContext(context(LISTENER)));
  });

  it.each([
    ['too few bytes', context(LISTENER).subarray(0, CONTEXT_BYTES - 1)], ['nothing', Buffer.alloc(0)], ['zeros', Buffer.alloc(160)],
    ['an unknown state', context({ ...LISTENER, state: 9 })], ['an unknown type', context({ ...LISTENER, type: 77 })],
    ['ones', Buffer.alloc(160, 0xff)],
  ])('%s are no context', (_, bytes) => { expect(decodeContext(bytes)).toBeNull(); });
});

describe('text about a socket', () => {
  const says = (fields: Parameters<typeof context>[0]) => {
    const { kind, family, type,
      state } = described({ context: decodeContext(context({ ...LISTENER, ...fields })), local: null, remote: null });
    return [kind, family, type, state];
  };

  it.each([
    ['a fresh TCP socket', { state: 0 }, ['tcp', 2, 1, 'unconnected']],
    ['a bound one', { state: 2 }, ['tcp', 2, 1, 'bound-inactive']],
    ['a listener over IPv6', { family: 23, flags: 1 }, ['tcp', 10, 1, 'listening']],
    ['a connection', { state: 3 }, ['tcp', 2, 1, 'established']],
    ['one that is being closed', { state: 4 }, ['tcp', 2, 1, 'closing']],
    ['one that is being made', { state: -1 }, ['tcp', 2, 1, 'unknown']],
    ['UDP, unbound', { state: 0, type: 2, protocol: 17 }, ['udp', 2, 2, 'unconnected']],
    ['UDP, bound, its protocol left out', { type: 2, protocol: 0 }, ['udp', 2, 2, 'unconnected']],
    ['a raw socket', { type: 3, protocol: 1 }, ['raw', 2, 3, 'unconnected']],
    ['a unix socket', { family: 1, protocol: 0, flags: 1 }, ['unix', 1, 1, 'listening']],
    ['Bluetooth', { family: 32, protocol: 3 }, ['other', 0, 1, 'bound-inactive']],
  ] as const)('%s', (_, fields, said) => { expect(says(fields)).toEqual(said); });

  it('without a context, the address only', () => {
    const local = { family: 'AF_INET6', text: '[::1]:80' } as const;
    expect(described({ context: null, local, remote: null })).toEqual({ kind: 'unknown', type: 0, family: 10, protocol: 0,
      state: 'unknown', winsock: null });
  });
});

describe('an address of AFD', () => {
  const v4 = Buffer.from('02001f907f0000010000000000000000', 'hex');
  const v6 = Buffer.from('17001f900000000020010db800000000000000000000000103000000', 'hex');
  const room = (bytes: Buffer) => Buffer.concat([bytes, Buffer.alloc(138 - bytes.length)]);
  const tdi = (sockaddr: Buffer) => {
    const head = Buffer.alloc(10);
    head.writeUInt32LE(3, 0);
    head.writeInt32LE(1, 4);
    head.writeUInt16LE(sockaddr.length - 2, 8);
    return room(Buffer.concat([head, sockaddr]));
  };

  it('is a SOCKADDR, or begins behind the head of a TDI_ADDRESS_INFO', () => {
    for (const wrap of [room, tdi]) {
      expect(decodeAfdAddress(wrap(v4))).toEqual({ family: 'AF_INET', text: '127.0.0.1:8080' });
      expect(decodeAfdAddress(wrap(v6))).toEqual({ family: 'AF_INET6', text: '[2001:db8::1]:8080' });
    }
  });

  it('of a unix socket is its path', () => {
    expect(decodeAfdAddress(room(Buffer.concat([Buffer.from([1, 0]), Buffer.from('C:\\run\\x.sock')])))).toEqual({ family: 'AF_UNIX',
      text: 'C:\\run\\x.sock' });
  });

  it('is none where nothing was written, or of another family', () => {
    expect(decodeAfdAddress(room(Buffer.alloc(0)))).toBeNull();
    expect(decodeAfdAddress(room(Buffer.from([32, 0, 1, 2, 3])))).toBeNull();
    expect(decodeAfdAddress(Buffer.alloc(8))).toBeNull();
  });
});
