/** What a step costs does not grow with what is open: counted in facts that are read. */
import { expect, it } from 'vitest';
import { SessionEngine } from '../../app/main/services/session/engine.ts';
import type { Provider } from '../../app/shared/provider/provider.ts';
import { checkScenario } from '../../app/shared/scenario/check.ts';
import { linuxProvider, wineProvider } from '../support/providers.ts';

const SOCKET = {
  linux: { call: 'socket', args: { domain: 'AF_INET', type: 'SOCK_STREAM' } },
  winsock: { call: 'WSASocketW', args: { af: 'AF_INET', type: 'SOCK_STREAM', flags: ['WSA_FLAG_OVERLAPPED'] } },
};

it.each([['linux', 'main', 1200], ['linux', 'worker', 1200], ['winsock', 'main', 200],
  ['winsock', 'worker', 200]] as const)('on %s, in %s, with %i sockets', async (
  rules, process, count,
) => {
  const scenario = checkScenario({
    format: 'handoff-scenario/1', title: 'Many', rules, processes: [{ name: 'main' }, { name: 'worker' }],
    steps: Array.from({ length: count }, (_, i) => ({ process, ...SOCKET[rules], as: `s${i}` })),
  });
  let read = 0;
  const counted = (inner: Provider): Provider => new Proxy(inner, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== 'function') return value;
      if (name !== 'probe') return value.bind(target) as unknown;
      return async (...args: Parameters<Provider['probe']>) => {
        const look = await target.probe(...args);
        read += look.facts.length;
        return look;
      };
    },
  });
  const session = await SessionEngine.open({
    scenario, providerId: rules,
    makeProvider: async (events) => counted(await (rules === 'linux' ? linuxProvider : wineProvider)(events)),
  });
  try {
    while (!session.finished) await session.step();
    expect(session.log.steps().filter((step) => step.outcome.kind !== 'ok' || step.divergences.length > 0)).toEqual([]);
    // Each descriptor and socket has a few facts, and is read again a few times; all of them at every step would be hundreds.
    expect(read / count).toBeLessThan(40);
  } finally {
    await session.close();
  }
});
