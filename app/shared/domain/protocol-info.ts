/**
 * WSAPROTOCOL_INFOW, the 628 bytes that WSADuplicateSocketW writes and WSASocketW imports (S13).
 *
 * It is decoded only for display and comparison. A blob is a capability: it must reach the target whole
 * and unchanged (S16), so it must not be decoded and re-encoded on its way.
 */
import { own } from '../base/own.ts';

/** Size of the structure in bytes; the same on x86, x64 and arm64, and without padding (S13). */
export const PROTOCOL_INFO_SIZE = 628;

/** Size of a WSAPROTOCOL_INFOA in bytes: the same fields, with a name of 256 bytes at the end instead of 256 UTF-16 units. */
export const PROTOCOL_INFO_A_SIZE = 372;

const CHAIN_ENTRIES = 7;
const NAME_UNITS = 256;

/** How a field's bytes are read: unsigned or signed 32 bits, GUID, chain of DWORDs, WCHAR text. */
export type ProtocolInfoFieldKind = 'u32' | 'i32' | 'guid' | 'u32[]' | 'wchar[]';

/** One row of the layout: the C name, offset and size in bytes, kind. */
export interface ProtocolInfoField {
  readonly name: string;
  readonly offset: number;
  readonly size: number;
  readonly kind: ProtocolInfoFieldKind;
}

const NUMBERS = {
  dwServiceFlags1: [0, 'u32'],
  dwServiceFlags2: [4, 'u32'],
  dwServiceFlags3: [8, 'u32'],
  dwServiceFlags4: [12, 'u32'],
  dwProviderFlags: [16, 'u32'],
  dwCatalogEntryId: [36, 'u32'],
  iVersion: [72, 'i32'],
  iAddressFamily: [76, 'i32'],
  iMaxSockAddr: [80, 'i32'],
  iMinSockAddr: [84, 'i32'],
  iSocketType: [88, 'i32'],
  iProtocol: [92, 'i32'],
  iProtocolMaxOffset: [96, 'i32'],
  iNetworkByteOrder: [100, 'i32'],
  iSecurityScheme: [104, 'i32'],
  dwMessageSize: [108, 'u32'],
  dwProviderReserved: [112, 'u32'],
} as const satisfies Record<string, readonly [number, 'u32' | 'i32']>;

type NumberName = keyof typeof NUMBERS;
const isNumberName = (name: string): name is NumberName => own<unknown>(NUMBERS, name) !== undefined;
const NUMBER_NAMES = Object.keys(NUMBERS).filter(isNumberName);

/** Every field in memory order; together they cover all 628 bytes (S13). */
export const PROTOCOL_INFO_FIELDS: readonly ProtocolInfoField[] = [
  ...NUMBER_NAMES.map((name) => ({ name, offset: NUMBERS[name][0], size: 4, kind: NUMBERS[name][1] })),
  { name: 'ProviderId', offset: 20, size: 16, kind: 'guid' as const },
  { name: 'ProtocolChain.ChainLen', offset: 40, size: 4, kind: 'i32' as const },
  { name: 'ProtocolChain.ChainEntries', offset: 44, size: 4 * CHAIN_ENTRIES, kind: 'u32[]' as const },
  { name: 'szProtocol', offset: 116, size: 2 * NAME_UNITS, kind: 'wchar[]' as const },
].sort((a, b) => a.offset - b.offset);

/** Fields that a scenario can choose: they describe a socket and name no object. */
export const CHOSEN_INFO_FIELDS: readonly string[] = ['iVersion', 'iAddressFamily', 'iMaxSockAddr', 'iMinSockAddr', 'iSocketType',
  'iProtocol', 'iProtocolMaxOffset', 'iNetworkByteOrder', 'iSecurityScheme'];

/** Returns a copy with these fields replaced. @throws RangeError for a length other than 628 or a field that cannot be chosen. */
export function withChosenFields(bytes: Uint8Array, fields: Readonly<Record<string, number>>): Uint8Array {
  const changed = Uint8Array.from(bytes);
  const view = viewOf(changed);
  for (const [name, value] of Object.entries(fields)) {
    if (!CHOSEN_INFO_FIELDS.includes(name) || !isNumberName(name)) throw new RangeError(`${name} cannot be chosen`);
    view.setInt32(NUMBERS[name][0], value, true);
  }
  return changed;
}

/** What only the provider can read; the capability of a transfer is here (S16). */
export const OPAQUE_FIELDS: readonly string[] = ['dwServiceFlags2', 'dwServiceFlags3', 'dwServiceFlags4', 'dwProviderReserved'];

/** The structure's values under their C names. */
export interface ProtocolInfo extends Readonly<Record<NumberName, number>> {
  /** Canonical text, lower case: `e70f1aa0-ab8b-11cf-8ca3-00805f48a192`. */
  readonly ProviderId: string;
  /** ChainLen 0: a layer alone; 1: a base protocol; above 1: the socket has a layered provider (S14). */
  readonly ProtocolChain: { readonly ChainLen: number; readonly ChainEntries: readonly number[] };
  /** Up to 256 UTF-16 units, without the terminating NUL. */
  readonly szProtocol: string;
}

/**
 * Reads the 628 bytes. Bytes after the NUL of the name are not kept.
 * @throws RangeError if the length is not 628 (S18).
 */
export function decodeProtocolInfo(bytes: Uint8Array): ProtocolInfo {
  const view = viewOf(bytes);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the loop fills in every name
  const numbers = {} as Record<NumberName, number>;
  for (const name of NUMBER_NAMES) {
    const [offset, kind] = NUMBERS[name];
    numbers[name] = kind === 'u32' ? view.getUint32(offset, true) : view.getInt32(offset, true);
  }
  return {
    ...numbers,
    ProviderId: readGuid(view, 20),
    ProtocolChain: {
      ChainLen: view.getInt32(40, true),
      ChainEntries: Array.from({ length: CHAIN_ENTRIES }, (_, i) => view.getUint32(44 + 4 * i, true)),
    },
    szProtocol: readName(view, 116),
  };
}

/**
 * Writes the 628 bytes; the bytes after the NUL of the name are zero.
 * @throws RangeError for a number outside its 32 bits, a chain without exactly 7 entries, a malformed
 *   GUID, or a name longer than 256 units or with a NUL.
 */
export function encodeProtocolInfo(info: ProtocolInfo): Uint8Array {
  const bytes = new Uint8Array(PROTOCOL_INFO_SIZE);
  const view = viewOf(bytes);
  for (const name of NUMBER_NAMES) writeNumber(view, NUMBERS[name][0], NUMBERS[name][1], info[name], name);
  writeGuid(view, 20, info.ProviderId);
  const { ChainLen, ChainEntries } = info.ProtocolChain;
  if (ChainEntries.length !== CHAIN_ENTRIES) {
    throw new RangeError(`ProtocolChain.ChainEntries: expected ${CHAIN_ENTRIES} entries, got ${ChainEntries.length}`);
  }
  writeNumber(view, 40, 'i32', ChainLen, 'ProtocolChain.ChainLen');
  ChainEntries.forEach((entry, i) => writeNumber(view, 44 + 4 * i, 'u32', entry, 'ProtocolChain.ChainEntries'));
  if (info.szProtocol.length > NAME_UNITS || info.szProtocol.includes('\0')) {
    throw new RangeError(`szProtocol: expected at most ${NAME_UNITS} UTF-16 units without a NUL`);
  }
  for (let i = 0; i < info.szProtocol.length; i++) view.setUint16(116 + 2 * i, info.szProtocol.charCodeAt(i), true);
  return bytes;
}

/** A field in which two blobs differ: its offset, the bytes of both, and the differing offsets. */
export interface ProtocolInfoDifference {
  readonly field: string;
  readonly offset: number;
  readonly size: number;
  readonly a: Uint8Array;
  readonly b: Uint8Array;
  /** Offsets from the start of the structure, ascending. */
  readonly differingBytes: readonly number[];
}

/**
 * Returns the fields in which two blobs differ, in memory order; [] for equal blobs. Comparing an exported
 * blob with the one from SO_PROTOCOL_INFOW shows the part that is a capability (S17).
 * @throws RangeError if either length is not 628.
 */
export function compareProtocolInfo(a: Uint8Array, b: Uint8Array): ProtocolInfoDifference[] {
  viewOf(a);
  viewOf(b);
  return PROTOCOL_INFO_FIELDS.flatMap(({ name, offset, size }) => {
    const offsets = Array.from({ length: size }, (_, i) => offset + i);
    const differingBytes = offsets.filter((i) => a[i] !== b[i]);
    if (differingBytes.length === 0) return [];
    return [{ field: name, offset, size, a: a.slice(offset, offset + size), b: b.slice(offset, offset + size), differingBytes }];
  });
}

function viewOf(bytes: Uint8Array): DataView {
  if (bytes.length !== PROTOCOL_INFO_SIZE) {
    throw new RangeError(`WSAPROTOCOL_INFOW: expected ${PROTOCOL_INFO_SIZE} bytes, got ${bytes.length}`);
  }
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

function writeNumber(view: DataView, offset: number, kind: 'u32' | 'i32', value: number, name: string): void {
  const wrapped = kind === 'u32' ? value >>> 0 : value | 0;
  if (wrapped !== value) throw new RangeError(`${name}: ${value} does not fit ${kind}`);
  if (kind === 'u32') view.setUint32(offset, value, true);
  else view.setInt32(offset, value, true);
}

// In memory a GUID is a little-endian DWORD and two WORDs, followed by eight bytes in order.
function readGuid(view: DataView, offset: number): string {
  const hex = (value: number, digits: number) => value.toString(16).padStart(digits, '0');
  const tail = Array.from({ length: 8 }, (_, i) => hex(view.getUint8(offset + 8 + i), 2)).join('');
  const head = [hex(view.getUint32(offset, true), 8), hex(view.getUint16(offset + 4, true), 4), hex(view.getUint16(offset + 6, true), 4)];
  return [...head, tail.slice(0, 4), tail.slice(4)].join('-');
}

function writeGuid(view: DataView, offset: number, text: string): void {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)) throw new RangeError(`ProviderId: not a GUID: ${text}`);
  const digits = text.replaceAll('-', '');
  const part = (from: number, length: number) => Number.parseInt(digits.slice(from, from + length), 16);
  view.setUint32(offset, part(0, 8), true);
  view.setUint16(offset + 4, part(8, 4), true);
  view.setUint16(offset + 6, part(12, 4), true);
  for (let i = 0; i < 8; i++) view.setUint8(offset + 8 + i, part(16 + 2 * i, 2));
}

// Copies unit by unit, because a text decoder would replace lone surrogates.
function readName(view: DataView, offset: number): string {
  let text = '';
  for (let i = 0; i < NAME_UNITS; i++) {
    const unit = view.getUint16(offset + 2 * i, true);
    if (unit === 0) break;
    text += String.fromCharCode(unit);
  }
  return text;
}
