import { expect, it } from 'vitest';
import { protocolInfoNames } from './protocol-info-names.ts';

it.each([
  ['iAddressFamily', 2, 'AF_INET'], ['iSocketType', 1, 'SOCK_STREAM'], ['iProtocol', 6, 'IPPROTO_TCP'], ['iProtocol', 99, ''],
  // TCP over IPv4 on Windows.
  ['dwServiceFlags1', 0x0002_0066,
    'XP1_GUARANTEED_DELIVERY | XP1_GUARANTEED_ORDER | XP1_GRACEFUL_CLOSE | XP1_EXPEDITED_DATA | XP1_IFS_HANDLES'],
  ['dwProviderFlags', 8, 'PFL_MATCHES_PROTOCOL_ZERO'], ['dwProviderReserved', 8, ''],
])('the %s %i of a WSAPROTOCOL_INFO is named', (field, value, names) => {
  expect(protocolInfoNames(field, value)).toBe(names);
});
