/** What a step costs with little and with much open: the same call, in one session that opens a socket with each step. */
import { SessionEngine } from '../../app/main/services/session/engine.ts';
import { checkScenario } from '../../app/shared/scenario/check.ts';
import { linuxProvider } from '../support/providers.ts';

const [FEW, MANY, SPAN] = [100, 9_000, 1_000] as const;

/** Mean milliseconds of a step that opens a socket in `process`, with some 100 open and with some 10,000. */
export async function openingSteps(process: 'main' | 'worker'): Promise<{ few: number; many: number }> {
  const scenario = checkScenario({
    format: 'handoff-scenario/1', title: 'Many sockets', rules: 'linux', processes: [{ name: 'main' }, { name: 'worker' }],
    steps: Array.from({ length: MANY + SPAN },
      (_, i) => ({ process, call: 'socket', args: { domain: 'AF_INET', type: 'SOCK_STREAM' }, as: `s${i}` })),
  });
  const session = await SessionEngine.open({ scenario, providerId: 'linux', makeProvider: linuxProvider });
  const steps = async (count: number): Promise<number> => {
    const start = performance.now();
    for (let i = 0; i < count; i++) await session.step();
    return (performance.now() - start) / count;
  };
  try {
    await steps(FEW);
    const few = await steps(SPAN);
    await steps(MANY - FEW - SPAN);
    return { few, many: await steps(SPAN) };
  } finally {
    await session.close();
  }
}
