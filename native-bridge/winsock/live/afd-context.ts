/**
 * The socket state that Winsock stores with AFD: SOCK_SHARED_INFO of 64-bit Windows, as in System Informer's ntafd.h
 * (phnt/include/ntafd.h; ReactOS' msafd.h agrees up to where it ends, at ProviderId).
 * Winsock writes it, and AFD does not interpret it: it reflects the descriptor that wrote last (S25), not kernel state.
 * Tested with hand-made bytes only: Wine has no such context (W10), and nothing of it is verified on Windows.
 */
import { FD, SOCKET_FLAGS } from '../../../app/shared/calls/constants-winsock.ts';
import type { WinsockOption } from '../../../app/shared/live/capture.ts';

/** Offsets of the fields, in bytes. LINGER is two 16-bit numbers; the flags are 16 bits, followed by two bytes of padding. */
export const AT = {
  state: 0, family: 4, type: 8, protocol: 12, localLength: 16, remoteLength: 20, lingerOn: 24, linger: 26, sendTimeout: 28,
  receiveTimeout: 32,
  receiveBuffer: 36, sendBuffer: 40, flags: 44, creationFlags: 48, catalogEntry: 52, serviceFlags: 56, providerFlags: 60, group: 64,
  groupType: 68,
  groupPriority: 72, lastError: 76, window: 80, serial: 88, message: 92, mask: 96, disabled: 100, providerId: 104,
} as const;
/** Size of the part that is read; ProviderId follows on newer systems, then the addresses. */
export const CONTEXT_BYTES = 104;

/** SOCKET_STATE. A bound one is "specific" when it is bound to one address rather than to any. */
export const WINSOCK_STATE = { initializing: -1, open: 0, bound: 1, boundSpecific: 2, connected: 3, closing: 4 } as const;

/** Bits of the flags, lowest first. */
const FLAGS = [
  'listening', 'broadcast', 'debug', 'oobInline', 'reuseAddresses', 'exclusiveAddressUse', 'nonBlocking', 'dontUseWildcard',
  'receiveShutdown', 'sendShutdown',
  'conditionalAccept', 'san', 'tli', 'rio', 'receiveBufferSet', 'sendBufferSet',
] as const;
type Flag = (typeof FLAGS)[number];

export interface AfdContext {
  /** One of WINSOCK_STATE. */
  state: number;
  /** AF_, SOCK_ and IPPROTO_ numbers of Windows. */
  family: number;
  type: number;
  protocol: number;
  flags: ReadonlySet<Flag>;
  /** Options that differ from a new socket's, and the buffer sizes. */
  options: WinsockOption[];
  /** WSAAsyncSelect; null if not registered. Milliseconds, handles and masks as numbers. */
  asyncSelect: { window: bigint; message: number; mask: number; disabled: number } | null;
}

/** Null for bytes that are not a context: too few, or impossible values. */
export function decodeContext(bytes: Uint8Array): AfdContext | null {
  if (bytes.length < CONTEXT_BYTES) return null;
  const b = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const [state, family, type] = [b.readInt32LE(AT.state), b.readInt32LE(AT.family), b.readInt32LE(AT.type)];
  // Any program can store data with AFD: other users of the driver have other contexts.
  if (state < WINSOCK_STATE.initializing || state > WINSOCK_STATE.closing || family < 0 || family > 255 || type < 1 || type > 5)
    return null;
  const word = b.readUInt16LE(AT.flags);
  const flags = new Set(FLAGS.filter((_, bit) => (word & (1 << bit)) !== 0));
  const [window, mask] = [b.readBigUInt64LE(AT.window), b.readUInt32LE(AT.mask)];
  return {
    state, family, type, protocol: b.readInt32LE(AT.protocol), flags, options: optionsOf(b, flags),
    asyncSelect: window === 0n || mask === 0 ? null
      : { window, message: b.readUInt32LE(AT.message), mask, disabled: b.readUInt32LE(AT.disabled) },
  };
}

/** Names of the bits of a WSAAsyncSelect mask. */
export const eventNames = (mask: number): string[] => Object.entries(FD).filter(([, bit]) => (mask & bit) !== 0).map(([name]) => name);

const NAMED: Readonly<Partial<Record<Flag, string>>> = {
  broadcast: 'SO_BROADCAST', debug: 'SO_DEBUG', oobInline: 'SO_OOBINLINE', reuseAddresses: 'SO_REUSEADDR',
  exclusiveAddressUse: 'SO_EXCLUSIVEADDRUSE',
  conditionalAccept: 'SO_CONDITIONAL_ACCEPT', nonBlocking: 'FIONBIO', receiveShutdown: 'shutdown SD_RECEIVE',
  sendShutdown: 'shutdown SD_SEND',
};

function optionsOf(b: Buffer, flags: ReadonlySet<Flag>): WinsockOption[] {
  const options: WinsockOption[] = [...flags].flatMap((flag) => (NAMED[flag] === undefined ? [] : [{ name: NAMED[flag], value: '1' }]));
  const number = (name: string, at: number, always = false) => {
    const value = b.readUInt32LE(at);
    if (always || value !== 0) options.push({ name, value: String(value) });
  };
  if (b.readUInt16LE(AT.lingerOn) !== 0) options.push({ name: 'SO_LINGER', value: `${b.readUInt16LE(AT.linger)} s` });
  number('SO_SNDTIMEO', AT.sendTimeout);
  number('SO_RCVTIMEO', AT.receiveTimeout);
  number('SO_RCVBUF', AT.receiveBuffer, true);
  number('SO_SNDBUF', AT.sendBuffer, true);
  if ((b.readUInt32LE(AT.creationFlags) & SOCKET_FLAGS.WSA_FLAG_OVERLAPPED) === 0)
    options.push({ name: 'WSA_FLAG_OVERLAPPED', value: '0' });
  return options;
}
