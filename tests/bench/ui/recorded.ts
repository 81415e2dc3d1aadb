/** A long recording, written line by line: workers serve connections, and now and then one hands a connection to the next. */
import { closeSync, openSync, writeSync } from 'node:fs';
import { stepLine } from '../../../app/shared/trace/file.ts';
import type { Step, TraceHeader } from '../../../app/shared/trace/step.ts';
import type { IdCounters } from '../../../app/shared/domain/draft.ts';
import type { ProcessEntity } from '../../../app/shared/domain/entities.ts';
import { cast, Fold, type Folded } from '../fold.ts';
import { stepOf } from '../seek.ts';

const WORKERS = 6;
/** The time between two calls, in milliseconds, and the time that a call takes, in microseconds. */
const BETWEEN = 0.5;
const MICROS = 60;
/** Questions and answers per connection. */
const ROUNDS = 8;
/** Every so many connections one is handed to another worker. */
const HANDED = 200;
/** A world is left and a new one begun after so many connections: a rule searches all that a world contains. */
const CONNECTIONS_A_WORLD = 24;
const SOME = 2000;
const CLIENT = 'visitors';
const TCP = { domain: 'AF_INET', type: 'SOCK_STREAM', protocol: 'IPPROTO_TCP' };

const worker = (i: number): string => `worker-${(i % WORKERS) + 1}`;

/** Writes a recording of `steps` steps to `path`. */
export async function writeLongRecording(path: string, steps: number): Promise<void> {
  const file = openSync(path, 'w');
  try {
    let lines = [JSON.stringify(headerOf(steps))];
    const flush = () => {
      writeSync(file, `${lines.join('\n')}\n`);
      lines = [];
    };
    await recordedSteps(steps, (step) => {
      lines.push(stepLine(step));
      if (lines.length >= SOME) flush();
    });
    if (lines.length > 0) flush();
  } finally {
    closeSync(file);
  }
}

/** Calls `each` with the steps of a recording, in order. */
export async function recordedSteps(steps: number, each: (step: Step) => void): Promise<void> {
  await serve(steps, (folded) => { each({ ...stepOf(folded), at: folded.n * BETWEEN, micros: MICROS + (folded.n % 40) }); });
}

const people = () => cast(...Array.from({ length: WORKERS }, (_, i) => worker(i)), CLIENT);

/** The processes, as a change of the world. */
export const everybody = (): Record<string, ProcessEntity> => Object.fromEntries(people().map((p) => [p.id, p]));

function headerOf(steps: number): TraceHeader {
  return {
    format: 'handoff-trace/2', provider: 'linux', platform: 'linux', rules: 'linux',
    scenario: { format: 'handoff-scenario/1', title: 'A server all day', rules: 'linux',
      processes: people().map(({ name, role }) => ({ name, role })), steps: [] },
    start: { added: everybody(), updated: {}, removed: {} },
    recording: { source: 'ptrace', calls: steps, lost: 0, unread: 0, undecoded: 0, notFollowed: {} },
  };
}

async function serve(steps: number, folded: (step: Folded) => void): Promise<void> {
  const counters: IdCounters = {};
  let [n, connections, world] = [0, 0, 0];
  const add = (step: Folded) => { if (step.n <= steps) folded(step); };
  while (n < steps) {
    const fold = new Fold('linux', n, counters, add);
    await fold.start(people());
    const [own, next] = [worker(world), worker(world + 1)];
    const { descriptor: l } = await fold.call(own, 'socket', TCP);
    await fold.call(own, 'bind', { fd: l!, address: '127.0.0.1:0' });
    await fold.call(own, 'listen', { fd: l!, backlog: 5 });
    const [inbox, out] = await pair(fold, next, own);
    for (let i = 0; i < CONNECTIONS_A_WORLD && fold.n < steps; i++) {
      connections += 1;
      await connection(fold, { own, next, l: l!, inbox, out, handed: connections % HANDED === 1 });
    }
    await fold.call(next, 'close', { fd: inbox });
    await fold.call(own, 'close', { fd: out });
    await fold.call(own, 'close', { fd: l! });
    ({ n } = fold);
    world += 1;
  }
}

async function pair(fold: Fold, receiver: string, sender: string): Promise<[number, number]> {
  const { descriptor: inbox } = await fold.call(receiver, 'socket', { domain: 'AF_UNIX', type: 'SOCK_DGRAM' });
  await fold.call(receiver, 'bind', { fd: inbox!, address: '@inbox' });
  const { descriptor: out } = await fold.call(sender, 'socket', { domain: 'AF_UNIX', type: 'SOCK_DGRAM' });
  return [inbox!, out!];
}

interface Served { own: string; next: string; l: number; inbox: number; out: number; handed: boolean }

/** One connection from its first byte to its close; a handed one is served by another process than the one that accepted it. */
async function connection(fold: Fold, { own, next, l, inbox, out, handed }: Served): Promise<void> {
  const { descriptor: c } = await fold.call(CLIENT, 'socket', TCP);
  await fold.call(CLIENT, 'connect', { fd: c!, address: '127.0.0.1:50001' });
  const { descriptor: s } = await fold.call(own, 'accept4', { fd: l });
  let [who, fd] = [own, s!];
  if (handed) {
    await fold.call(own, 'sendmsg', { fd: out, data: 'x', rights: [s!], to: '@inbox' });
    const { descriptors } = await fold.call(next, 'recvmsg', { fd: inbox, length: 8, flags: ['MSG_CMSG_CLOEXEC'] });
    await fold.call(own, 'close', { fd: s! });
    [who, fd] = [next, descriptors![0]!];
  }
  for (let round = 0; round < ROUNDS; round++) {
    await fold.call(CLIENT, 'send', { fd: c!, data: 'question' });
    await fold.call(who, 'recv', { fd, length: 64 });
    await fold.call(who, 'send', { fd, data: 'answer' });
    await fold.call(CLIENT, 'recv', { fd: c!, length: 64 });
  }
  await fold.call(who, 'close', { fd });
  await fold.call(CLIENT, 'close', { fd: c! });
}
