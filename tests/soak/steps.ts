/**
 * One session of many real steps: does memory stay flat? The trace itself is kept, so the inspector may grow by what a
 * step is, and by the same amount for early steps and late ones; the processes that make the calls may not grow at all.
 */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { SessionEngine } from '../../app/main/services/session/engine.ts';
import type { CallStep, Scenario } from '../../app/shared/scenario/format.ts';
import { Bridge } from '../../native-bridge/host/bridge.ts';
import { LocalSite } from '../../native-bridge/host/local-site.ts';
import { childLauncher } from '../../native-bridge/host/launcher.ts';

/** What a step may cost; the trace file's line of the same step is about 2 kB. */
const MOST_BYTES_A_STEP = 4096;
/** Late steps over early ones. */
const MOST_RATIO = 1.5;
/** Of the process that makes the calls, over the second half. */
const MOST_PEER_KB = 8192;

interface Mark { step: number; heap: number; peerKb: number; seconds: number }

const call = (name: string, args: CallStep['args'],
  as?: CallStep['as']): CallStep => ({ process: 'worker', call: name, args, ...(as ? { as } : {}) });
const pair = [call('send', { fd: '$a', data: 'soak' }), call('recv', { fd: '$b', length: 16 })];
const scenarioOf = (count: number): Scenario => ({
  format: 'handoff-scenario/1', title: 'Many steps', rules: 'linux', processes: [{ name: 'main' }, { name: 'worker' }],
  steps: [call('socketpair', { domain: 'AF_UNIX', type: 'SOCK_STREAM' }, ['a', 'b']),
    ...Array.from({ length: count - 1 }, (_, i) => pair[i % 2]!)],
});

/** Prints a table; true when it stayed flat. */
export async function steps(count: number): Promise<boolean> {
  const session = await SessionEngine.open({
    scenario: scenarioOf(count), providerId: 'linux',
    makeProvider: (events) => Promise.resolve(new Bridge(new LocalSite(childLauncher, resolve('out/main/peer.js')), events)),
  });
  const worker = Object.values(session.log.header.start.added).find((p) => p.kind === 'process' && p.name === 'worker')!;
  const peer = worker.kind === 'process' ? worker.pid : null;
  const marks: Mark[] = [];
  const started = performance.now();
  console.log('   steps   inspector heap   bytes a step   worker resident   seconds');
  while (!session.finished) {
    await session.step();
    if (session.log.length % Math.floor(count / 10) === 0) mark(marks, session.log.length, peer, started);
  }
  const faults = session.log.steps().filter((s) => s.outcome.kind !== 'ok' || s.divergences.length > 0).length;
  await session.close();

  const early = slope(marks, 0, 4);
  const late = slope(marks, 5, 9);
  const growth = marks.at(-1)!.peerKb - marks[4]!.peerKb;
  const flat = late < MOST_BYTES_A_STEP && late < early * MOST_RATIO && growth < MOST_PEER_KB && faults === 0;
  console.log(
    `${marks.at(-1)!.step} steps, ${faults} not as foretold; ${early.toFixed(0)} bytes a step early, ${late.toFixed(0)} `
      + `late; the worker grew by ${growth} kB in the second half: ${flat ? 'flat' : 'NOT FLAT'}`);
  return flat;
}

function mark(marks: Mark[], step: number, peer: number | null, started: number): void {
  (globalThis as unknown as { gc: () => void }).gc();
  const { heapUsed } = process.memoryUsage();
  const peerKb = Number(/^VmRSS:\s*(\d+)/m.exec(readFileSync(`/proc/${peer}/status`, 'utf8'))?.[1]);
  const seconds = (performance.now() - started) / 1000;
  const before = marks.at(-1);
  const bytes = before ? (heapUsed - before.heap) / (step - before.step) : Number.NaN;
  marks.push({ step, heap: heapUsed, peerKb, seconds });
  console.log(
    `${String(step).padStart(8)}   ${(heapUsed / 1048576).toFixed(1).padStart(11)} MB   ${bytes.toFixed(0).padStart(12)}   `
      + `${String(peerKb).padStart(12)} kB   ${seconds.toFixed(1).padStart(7)}`);
}

/** Bytes of heap a step between two marks. */
function slope(marks: readonly Mark[], from: number, to: number): number {
  const [a, b] = [marks[from]!, marks[to]!];
  return (b.heap - a.heap) / (b.step - a.step);
}
