import { describe, expect, it } from 'vitest';
import { fromHex } from '../../app/shared/domain/bytes.ts';
import { PROTOCOL_INFO_FIELDS, decodeProtocolInfo } from '../../app/shared/domain/protocol-info.ts';
import { checkScenario } from '../../app/shared/scenario/check.ts';
import { runScenario } from '../support/run-scenario.ts';
import { wineProvider } from '../support/providers.ts';

const NEW = { process: 'main', call: 'WSASocketW', args: { af: 'AF_INET', type: 'SOCK_STREAM', protocol: 'IPPROTO_TCP' }, as: 's' };

describe('the bytes of an export beside those of SO_PROTOCOL_INFOW, real calls under Wine', () => {
  it('differ in the fields that carry the right, and in no other (S16, S17)', async () => {
    const { steps } = await runScenario(checkScenario({
      format: 'handoff-scenario/1', title: 'Two of 628 bytes', rules: 'winsock', processes: [{ name: 'main' }, { name: 'target' }],
      steps: [
        NEW,
        { process: 'main', call: 'WSADuplicateSocketW', args: { s: '$s', processId: '$target' }, as: 'blob' },
        { process: 'main', call: 'getsockopt', args: { s: '$s', level: 'SOL_SOCKET', name: 'SO_PROTOCOL_INFOW' }, as: 'info' },
      ],
    }), 'winsock', wineProvider);
    const results = steps.map((step) => (step.outcome.kind === 'ok' ? step.outcome.results : {}));
    const [exported, described] = [fromHex(String(results[1]?.blob)), fromHex(String(results[2]?.value))];
    expect([exported.length, described.length]).toEqual([628, 628]);
    const differing = PROTOCOL_INFO_FIELDS
      .filter(({ offset, size }) => exported.subarray(offset, offset + size).join() !== described.subarray(offset, offset + size).join())
      .map(({ name }) => name);
    expect(differing).toEqual(['dwServiceFlags3', 'dwServiceFlags4']);
    // A base provider with kernel handles (S14, S15).
    const info = decodeProtocolInfo(described);
    expect(info.ProtocolChain.ChainLen).toBe(1);
    expect(info.dwServiceFlags1 & 0x0002_0000).not.toBe(0);
  });
});
