/** Names of the values in a WSAPROTOCOL_INFO, from winsock2.h. */
import { FAMILY, PROTOCOL, TYPE } from './constants-winsock.ts';

/** Bits of dwServiceFlags1, from the lowest. */
const SERVICES = ['CONNECTIONLESS', 'GUARANTEED_DELIVERY', 'GUARANTEED_ORDER', 'MESSAGE_ORIENTED', 'PSEUDO_STREAM', 'GRACEFUL_CLOSE',
  'EXPEDITED_DATA', 'CONNECT_DATA', 'DISCONNECT_DATA', 'SUPPORT_BROADCAST', 'SUPPORT_MULTIPOINT', 'MULTIPOINT_CONTROL_PLANE',
  'MULTIPOINT_DATA_PLANE', 'QOS_SUPPORTED', 'INTERRUPT', 'UNI_SEND', 'UNI_RECV', 'IFS_HANDLES', 'PARTIAL_MESSAGE',
  'SAN_SUPPORT_SDP'].map((name) => `XP1_${name}`);
/** Bits of dwProviderFlags, from the lowest. */
const PROVIDERS = ['MULTIPLE_PROTO_ENTRIES', 'RECOMMENDED_PROTO_ENTRY', 'HIDDEN', 'MATCHES_PROTOCOL_ZERO'].map((name) => `PFL_${name}`);

/** "AF_INET" for an iAddressFamily of 2, "XP1_… | XP1_…" for flags; "" for fields whose values have no names. */
export function protocolInfoNames(field: string, value: number): string {
  switch (field) {
    case 'iAddressFamily': return nameIn(FAMILY, value);
    case 'iSocketType': return nameIn(TYPE, value);
    case 'iProtocol': return nameIn(PROTOCOL, value);
    case 'dwServiceFlags1': return bits(SERVICES, value);
    case 'dwProviderFlags': return bits(PROVIDERS, value);
    default: return '';
  }
}

const nameIn = (names: Readonly<Record<string, number>>, value: number): string =>
  Object.entries(names).find(([, number]) => number === value)?.[0] ?? '';

const bits = (names: readonly string[], value: number): string => names.filter((_, bit) => (value >>> bit) & 1).join(' | ');
