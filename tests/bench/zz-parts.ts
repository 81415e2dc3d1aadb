import { Session } from '../../app/main/services/session/session.ts';
import { checkScenario } from '../../app/shared/scenario/check.ts';
import { linuxProvider } from '../support/providers.ts';
import { linuxSteps } from './handoff.ts';
import { median } from './measure.ts';
const source = process.argv[2] ?? 'main';
const N = Number(process.env['HH'] ?? 60);
const parts = new Map<string, number[]>();
const add = (k: string, v: number) => { (parts.get(k) ?? parts.set(k, []).get(k)!).push(v); };
const scenario = checkScenario({ format: 'handoff-scenario/1', title: 'H', rules: 'linux', processes: [...new Set(['main', source, 'target'])].map((name) => ({ name })), steps: linuxSteps(source) });
const session = await Session.open({ scenario, providerId: 'linux', clock: () => performance.now(), onStep: () => {}, makeProvider: async (ev) => {
  const p = await linuxProvider(ev);
  return new Proxy(p, { get(t, k) {
    const v = (t as any)[k];
    if (k !== 'perform' && k !== 'message' && k !== 'probe') return typeof v === 'function' ? v.bind(t) : v;
    return async (...a: any[]) => { const s = performance.now(); const r = await v.apply(t, a); add(k === 'perform' ? `perform ${a[0].call.name}` : String(k), performance.now() - s); return r; };
  } });
} });
while (!session.finished) { const s = performance.now(); await session.step(); const a: any = session.log.steps().at(-1)!.action; add(`STEP ${a.call ?? a.kind}`, performance.now() - s); }
await session.close();
for (const [k, v] of parts) if (v.length >= N) console.log(k.padEnd(24), median(v.slice(v.length >> 1)).toFixed(3), v.length);
process.exit(0);
