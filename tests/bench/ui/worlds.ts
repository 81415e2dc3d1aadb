/** What the window is measured with, made by folding calls: a crowded world, and long traces. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeTrace } from '../../../app/shared/trace/file.ts';
import type { TraceLog } from '../../../app/shared/trace/log.ts';
import { cast, Fold, type Folded } from '../fold.ts';
import { STEPS, recorded } from '../seek.ts';

const TCP = { af: 'AF_INET', type: 'SOCK_STREAM', protocol: 'IPPROTO_TCP' };
const PARTICIPANTS = 15;
/** 15 processes and 185 underlying sockets: 200 nodes. */
const SOCKETS = 185;
/** Pids of a cast are 1 and up, in order. */
const pidOf = (index: number): number => index + 1;

/** 200 nodes, then 150 steps that change one or two of them each: exports, imports, registrations, options. */
export async function crowdTrace(): Promise<TraceLog> {
  const names = Array.from({ length: PARTICIPANTS }, (_, i) => (i === 0 ? 'main' : `worker${i}`));
  const people = cast(...names);
  return recorded('A crowd', 'winsock', people, async (folded) => {
    const fold = new Fold('winsock', 0, {}, folded);
    await fold.start(people);
    const own: number[][] = names.map(() => []);
    for (let i = 0; i < SOCKETS; i++) {
      const { descriptor } = await fold.call(names[i % PARTICIPANTS]!, 'WSASocketW', TCP);
      own[i % PARTICIPANTS]!.push(descriptor!);
    }
    for (let i = 0; i < 30; i++) {
      const from = i % PARTICIPANTS;
      const to = (i + 1 + (i % 3)) % PARTICIPANTS;
      const s = own[from]![i % own[from]!.length]!;
      const { transfer } = await fold.call(names[from]!, 'WSADuplicateSocketW', { s, processId: pidOf(to) });
      const { descriptor: d } = await fold.call(names[to]!, 'WSASocketW', { protocolInfo: 'blob', flags: ['WSA_FLAG_OVERLAPPED'] },
        transfer);
      const { event } = await fold.call(names[to]!, 'WSACreateEvent');
      await fold.call(names[to]!, 'WSAEventSelect', { s: d!, event: event!, mask: ['FD_READ'] });
      await fold.call(names[to]!, 'setsockopt', { s: d!, level: 'SOL_SOCKET', name: 'SO_KEEPALIVE', value: 1 });
    }
  });
}

/** 100,000 steps among a few dozen sockets that stay: data to and fro, options, registrations that take each other's place. */
export async function steadyTrace(): Promise<TraceLog> {
  const people = cast('main', 'worker', 'client');
  return recorded('A long day', 'winsock', people, async (folded) => {
    const fold = new Fold('winsock', 0, {}, folded);
    await fold.start(people);
    await conversations(fold);
  });
}

async function conversations(fold: Fold): Promise<void> {
  const { descriptor: l } = await fold.call('main', 'WSASocketW', TCP);
  await fold.call('main', 'bind', { s: l!, address: '127.0.0.1:0' });
  await fold.call('main', 'listen', { s: l!, backlog: 5 });
  await fold.call('client', 'connects', { to: '127.0.0.1:50001' });
  const { descriptor: s } = await fold.call('main', 'accept', { s: l! });
  const { transfer } = await fold.call('main', 'WSADuplicateSocketW', { s: s!, processId: pidOf(1) });
  const { descriptor: d } = await fold.call('worker', 'WSASocketW', { protocolInfo: 'blob', flags: ['WSA_FLAG_OVERLAPPED'] }, transfer);
  const others: number[] = [];
  for (let i = 0; i < 24; i++) others.push((await fold.call(i % 2 === 0 ? 'main' : 'worker', 'WSASocketW', TCP)).descriptor!);
  const { event } = await fold.call('worker', 'WSACreateEvent');
  await fold.call('worker', 'WSAEventSelect', { s: d!, event: event!, mask: ['FD_READ', 'FD_CLOSE'] });
  const round = (i: number): readonly (readonly [string, string, Folded['args']])[] => [
    ['client', 'sends', { data: 'question' }],
    ['worker', 'WSAEnumNetworkEvents', { s: d!, event: event! }],
    ['worker', 'recv', { s: d!, length: 64 }],
    ['worker', 'send', { s: d!, data: 'answer' }],
    ['client', 'reads', {}],
    [i % 2 === 0 ? 'main' : 'worker', 'setsockopt',
      { s: others[i % others.length]!, level: 'SOL_SOCKET', name: 'SO_KEEPALIVE', value: (i >> 5) % 2 }],
    ['main', 'getsockopt', { s: s!, level: 'SOL_SOCKET', name: 'SO_KEEPALIVE' }],
  ];
  for (let i = 0; fold.n < STEPS; i++) {
    for (const [process, call, args] of round(i)) if (fold.n < STEPS) await fold.call(process, call, args);
  }
}

/** Writes a trace where a user would have one; its path. */
export function fileOf(folder: string, name: string, log: TraceLog): string {
  const path = join(folder, `${name}.handoff-trace.ndjson`);
  writeFileSync(path, writeTrace(log));
  return path;
}
