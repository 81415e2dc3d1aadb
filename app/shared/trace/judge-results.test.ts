import { describe, expect, it } from 'vitest';
import { findCall } from '../calls/catalogue.ts';
import type { Outcome, Results } from '../calls/types.ts';
import { toHex } from '../domain/bytes.ts';
import { PROTOCOL_INFO_FIELDS, PROTOCOL_INFO_SIZE } from '../domain/protocol-info.ts';
import type { Expectation } from '../scenario/format.ts';
import { judge } from './judge.ts';

/** A structure with these numbers, as hex digits. */
function info(fields: Readonly<Record<string, number>>): string {
  const view = new DataView(new ArrayBuffer(PROTOCOL_INFO_SIZE));
  for (const { name, offset } of PROTOCOL_INFO_FIELDS) view.setInt32(offset, fields[name] ?? 0, true);
  return toHex(new Uint8Array(view.buffer));
}

const met = (call: string, outcome: Outcome, expected: Expectation): string | true => {
  const { met: yes, but } = judge(expected, outcome, findCall('winsock', call)!);
  return yes || String(but);
};
const ok = (results: Results): Outcome => ({ kind: 'ok', results });

describe('fields of a WSAPROTOCOL_INFOW', () => {
  const outcome = ok({ blob: info({ iAddressFamily: 2, iSocketType: 1, iProtocol: 6, dwProviderReserved: 44 }) });

  it('are compared by number and by name', () => {
    expect(met('WSADuplicateSocketW', outcome,
      { fields: { iAddressFamily: 'AF_INET', iSocketType: 1, iProtocol: 'IPPROTO_TCP' } })).toBe(true);
    expect(met('WSADuplicateSocketW', outcome, { fields: { iProtocol: 17 } })).toBe('iProtocol 6');
    expect(met('getsockopt', ok({ value: info({ iProtocol: 17 }) }), { fields: { iProtocol: 'IPPROTO_UDP' } })).toBe(true);
    expect(met('getsockopt', ok({ value: 7 }), { fields: { iProtocol: 17 } })).toBe('no WSAPROTOCOL_INFOW');
  });

  it('are compared apart from the description, where only the provider can read them', () => {
    const [same, other] = [info({ iProtocol: 17, dwProviderReserved: 44 }), info({ iProtocol: 6, dwProviderReserved: 45 })];
    expect(met('WSADuplicateSocketW', outcome, { opaque: { of: same, equal: true } })).toBe(true);
    expect(met('WSADuplicateSocketW', outcome, { opaque: { of: other, equal: false } })).toBe(true);
    expect(met('WSADuplicateSocketW', outcome, { opaque: { of: other, equal: true } })).toBe('the opaque part is different');
  });
});

describe('error codes of events', () => {
  const outcome = ok({ events: ['FD_CLOSE', 'FD_READ'], errors: { FD_CLOSE: 10053 } });

  it('are compared by name and number; 0 is none', () => {
    expect(met('WSAEnumNetworkEvents', outcome, { errors: { FD_CLOSE: 'WSAECONNABORTED', FD_READ: 0 } })).toBe(true);
    expect(met('WSAEnumNetworkEvents', outcome, { errors: { FD_CLOSE: 0 } })).toContain('FD_CLOSE error 10053');
    expect(met('WSAEnumNetworkEvents', outcome,
      { events: ['FD_CLOSE', 'FD_READ'], errors: { FD_CLOSE: 'WSAECONNRESET' } })).toContain('error 10053');
  });
});

describe('a packet', () => {
  const aborted: Outcome = { kind: 'error', name: 'WSA_OPERATION_ABORTED', number: 995,
    packet: { key: 125, bytes: 0, status: 0xc0000120 } };

  it('is compared whether its operation succeeded or failed', () => {
    expect(met('GetQueuedCompletionStatus', ok({ value: 125, number: 8 }), { packet: { key: 125, bytes: 8, status: 0 } })).toBe(true);
    expect(met('GetQueuedCompletionStatus', aborted,
      { error: 'WSA_OPERATION_ABORTED', packet: { key: 125, status: 0xc0000120 } })).toBe(true);
    expect(met('GetQueuedCompletionStatus', aborted, { error: 995, packet: { key: 126 } })).toContain('packet key 125');
    expect(met('GetQueuedCompletionStatus', aborted, { error: 'WAIT_TIMEOUT', packet: { key: 125 } })).toContain('WSA_OPERATION_ABORTED');
    expect(met('GetQueuedCompletionStatus', { kind: 'error', name: 'WAIT_TIMEOUT', number: 258 },
      { packet: { key: 125 } })).toContain('no packet');
  });
});
