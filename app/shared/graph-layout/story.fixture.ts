/**
 * For tests: a short synthetic trace in which the second registration cancels the first (S35). To keep it
 * short, the imports also create the event objects.
 */
import type { Entity, SocketEntity } from '../domain/entities.ts';
import { Draft, type IdCounters } from '../domain/draft.ts';
import { World } from '../domain/world.ts';
import type { WorldDiff } from '../domain/diff.ts';
import type { Scenario } from '../scenario/format.ts';
import { TraceLog } from '../trace/log.ts';
import { type Action, type Fact, type Step, type TraceHeader, type FactName, type FactValues, readFact } from '../trace/step.ts';
import type { Outcome, ResolvedArgs } from '../calls/types.ts';

const BLOB = '66000200000000000000000000000000080000000000000000a0c3e70fab8bcf11'.padEnd(1256, '0');

const SCENARIO: Scenario = {
  format: 'handoff-scenario/1', title: 'The second registration cancels the first', rules: 'winsock',
  description:
    'Two processes register for different events on one socket. Winsock keeps one registration per underlying socket: the '
      + 'second cancels the first.',
  teaches: ['S35', 'S36', 'S8'],
  processes: [{ name: 'main' }, { name: 'reader' }, { name: 'writer' }, { name: 'spare' }, { name: 'client', role: 'outside' }],
  steps: [
    { process: 'main', call: 'WSASocketW', args: { af: 'AF_INET', type: 'SOCK_STREAM' }, as: 'l' },
    { process: 'main', call: 'bind', args: { s: '$l', address: '127.0.0.1:5050' } },
    { process: 'main', call: 'listen', args: { s: '$l', backlog: 5 } },
    { process: 'client', call: 'connects', args: { to: '127.0.0.1:5050' } },
    { process: 'main', call: 'accept', args: { s: '$l' }, as: 'c' },
    { process: 'main', call: 'WSADuplicateSocketW', args: { s: '$c', processId: '$reader' }, as: 'b1' },
    { message: '$b1', from: 'main', to: 'reader', carrier: 'pipe' },
    { process: 'reader', call: 'WSASocketW', args: { protocolInfo: '$b1' }, as: ['r', 'e1'] },
    { process: 'main', call: 'WSADuplicateSocketW', args: { s: '$c', processId: '$writer' }, as: 'b2' },
    { process: 'writer', call: 'WSASocketW', args: { protocolInfo: '$b2' }, as: ['w', 'e2'] },
    { process: 'reader', call: 'WSAEventSelect', args: { s: '$r', event: '$e1', mask: ['FD_READ'] } },
    { process: 'main', call: 'WSADuplicateSocketW', args: { s: '$c', processId: '$spare' }, as: 'b3' },
    { process: 'client', call: 'sends', args: { data: 'hello' } },
    { process: 'writer', call: 'WSAEventSelect', args: { s: '$w', event: '$e2', mask: ['FD_WRITE'] },
      note: 'From here on reader gets no events: a registration cancels the previous one, whichever descriptor made it.' },
    { process: 'client', call: 'sends', args: { data: 'again' } },
    { process: 'reader', call: 'WSAWaitForMultipleEvents', args: { events: ['$e1'], timeout: 0 } },
    { process: 'writer', call: 'WSAEnumNetworkEvents', args: { s: '$w' }, expect: { events: ['FD_WRITE'] } },
    { process: 'reader', call: 'closesocket', args: { s: '$r' } },
    { process: 'spare', call: 'WSASocketW', args: { protocolInfo: '$b3' }, as: 'x' },
  ],
};

/** Returns the trace up to step `upTo` (at most 14); later steps are only planned. */
export function storyTrace(upTo = 14): TraceLog {
  const story = new Story();
  return story.tell(upTo);
}

class Story {
  readonly #counters: IdCounters = {};
  #world = new World();
  readonly #steps: Step[] = [];

  tell(upTo: number): TraceLog {
    const start = this.#change((d) => {
      for (const [i, p] of SCENARIO.processes.entries()) {
        d.put({ kind: 'process', id: `process:${p.name}`, name: p.name, role: p.role ?? 'participant',
          pid: [4120, 4388, 4402, 4466, 4501][i]!,
          state: 'running', threads: [], endedAt: null, received: [] });
      }
    });
    const header: TraceHeader = { format: 'handoff-trace/1', scenario: SCENARIO, provider: 'winsock', platform: 'wine-8', rules: 'winsock',
      start };
    this.#play();
    const log = new TraceLog(header);
    for (const step of this.#steps.slice(0, upTo)) log.append(step);
    return log;
  }

  #change(edit: (draft: Draft) => void): WorldDiff {
    const draft = new Draft(this.#world, this.#counters);
    edit(draft);
    const diff = draft.diff();
    const next = new Map(this.#world.entities);
    for (const id in diff.removed) next.delete(id);
    for (const id in diff.added) next.set(id, diff.added[id]!);
    for (const id in diff.updated) next.set(id, diff.updated[id]![1]);
    this.#world = new World(next);
    return diff;
  }

  #step(
    participant: string, call: string, resolved: ResolvedArgs, outcome: Outcome, micros: number | null, edit: (d: Draft) => void,
    facts: Fact[] = [],
  ): void {
    const n = this.#steps.length + 1;
    const plan = SCENARIO.steps[n - 1]!;
    const action: Action = 'message' in plan
      ? { kind: 'message', from: plan.from, to: plan.to, carrier: plan.carrier, name: 'b1',
        content: { kind: 'blob', name: 'b1', bytes: 628 }, as: null }
      : { kind: 'call', participant, call, args: 'args' in plan ? plan.args ?? {} : {}, resolved,
        as: 'as' in plan && plan.as !== undefined ? [plan.as].flat() : [] };
    this.#steps.push({
      n, action, outcome, predicted: { outcome: { kind: 'ok', results: {} }, rules: n === 14 ? ['S35', 'S36', 'S37'] : ['S1'] },
      diff: this.#change(edit), facts, divergences: [], hazards: [], verdict: null, note: plan.note ?? null, plan: n - 1, at: n * 12,
      micros,
    });
  }

  #play(): void {
    const ok = (results = {}): Outcome => ({ kind: 'ok', results });
    const put = (d: Draft, e: Entity) => d.put(e);
    const descriptor = (d: Draft, process: string, number: number | null, object: `socket:${number}`,
      how: 'created' | 'accepted' | 'imported') =>
      put(d,
        { kind: 'descriptor', id: d.nextId('descriptor'), process: `process:${process}`, number, object, how, step: this.#steps.length + 1,
          inheritable: true });
    const transfer = (d: Draft, target: string, name: string) =>
      put(d,
        { kind: 'transfer', id: d.nextId('transfer'), form: 'WSAPROTOCOL_INFOW', objects: ['socket:3'], from: 'process:main',
          target: `process:${target}`,
          carrier: null, name, step: this.#steps.length + 1, state: 'in-flight', endedAt: null });
    const imported = (d: Draft, id: string) => d.change('transfer', id, { state: 'imported', endedAt: this.#steps.length + 1 });
    const event = (d: Draft, process: string, number: number) =>
      put(d, { kind: 'event', id: d.nextId('event'), process: `process:${process}`, number, set: false, step: this.#steps.length + 1 });
    const fact = <W extends FactName>(subject: string, what: W, value: FactValues[W],
      known: Fact['known'] = 'read'): Fact => ({ ...readFact(subject, what, value), known });

    this.#step('main', 'WSASocketW', { af: 'AF_INET', type: 'SOCK_STREAM' }, ok({ descriptor: 0xcc }), 21, (d) => {
      put(d, socket('socket:1')); d.nextId('socket'); descriptor(d, 'main', 0xcc, 'socket:1', 'created');
    });
    this.#step('main', 'bind', { s: 0xcc, address: '127.0.0.1:5050' }, ok(), 34,
      (d) => d.change('socket', 'socket:1', { state: 'bound', local: '127.0.0.1:5050' }), [fact('socket:1', 'local', '127.0.0.1:5050')]);
    this.#step('main', 'listen', { s: 0xcc, backlog: 5 }, ok(), 18, (d) => d.change('socket', 'socket:1', { state: 'listening' }));
    this.#step('client', 'connects', { to: '127.0.0.1:5050' }, ok(), null, (d) => {
      put(d, { ...socket('socket:2'), state: 'established', local: '127.0.0.1:61044', remote: '127.0.0.1:5050', peer: 'socket:3' });
      put(d, { ...socket('socket:3'), state: 'established', local: '127.0.0.1:5050', remote: '127.0.0.1:61044', peer: 'socket:2' });
      descriptor(d, 'client', null, 'socket:2', 'created');
      d.change('socket', 'socket:1', { backlog: ['socket:3'] });
    });
    this.#step('main', 'accept', { s: 0xcc }, ok({ descriptor: 0xd4, address: '127.0.0.1:61044' }), 61, (d) => {
      d.change('socket', 'socket:1', { backlog: [] }); descriptor(d, 'main', 0xd4, 'socket:3', 'accepted');
    }, [fact('socket:3', 'local', '127.0.0.1:5050'), fact('socket:3', 'remote', '127.0.0.1:61044')]);
    this.#step('main', 'WSADuplicateSocketW', { s: 0xd4, processId: 4388 }, ok({ blob: BLOB }), 35, (d) => transfer(d, 'reader', 'b1'),
      [fact('socket:3', 'references', 2)]);
    this.#step('main', 'message', {}, ok(), 90, (d) => d.change('process', 'process:reader', { received: ['b1'] }));
    this.#step('reader', 'WSASocketW', { protocolInfo: 'b1' }, ok({ descriptor: 0xa8 }), 40,
      (d) => { imported(d, 'transfer:1'); descriptor(d, 'reader', 0xa8, 'socket:3', 'imported'); },
      [fact('descriptor:4', 'identity', 'socket:3')]);
    this.#step('main', 'WSADuplicateSocketW', { s: 0xd4, processId: 4402 }, ok({ blob: BLOB }), 36, (d) => transfer(d, 'writer', 'b2'));
    this.#step('writer', 'WSASocketW', { protocolInfo: 'b2' }, ok({ descriptor: 0xb0 }), 38,
      (d) => { imported(d, 'transfer:2'); descriptor(d, 'writer', 0xb0, 'socket:3', 'imported'); event(d, 'writer', 0xa4); });
    this.#step('reader', 'WSAEventSelect', { s: 0xa8, event: 0x9c, mask: ['FD_READ'] }, ok(), 22, (d) => {
      event(d, 'reader', 0x9c); register(d, 'reader', 4, 'event:2', ['FD_READ'], 11);
      d.change('socket', 'socket:3', { nonblocking: true, nonblockingSince: 11 });
    });
    this.#step('main', 'WSADuplicateSocketW', { s: 0xd4, processId: 4466 }, ok({ blob: BLOB }), 35, (d) => transfer(d, 'spare', 'b3'),
      [fact('socket:3', 'references', 4)]);
    this.#step('client', 'sends', { data: 'hello' }, ok({ number: 5 }), null, (d) => {
      d.change('socket', 'socket:3', { queue: [{ data: 'hello', transfer: null }] }); d.change('event', 'event:2', { set: true });
    }, [fact('event:2', 'set', true)]);
    this.#step('writer', 'WSAEventSelect', { s: 0xb0, event: 0xa4, mask: ['FD_WRITE'] }, ok(), 25, (d) => {
      d.change('registration', 'registration:1', { state: 'cancelled', cancelledBy: 14 });
      register(d, 'writer', 5, 'event:1', ['FD_WRITE'], 14);
      d.change('event', 'event:1', { set: true });
    }, [fact('socket:3', 'references', 4), fact('socket:3', 'unread', 5)]);
  }
}

function register(d: Draft, process: string, descriptor: number, target: `event:${number}`, mask: string[], step: number): void {
  d.put({ kind: 'registration', id: d.nextId('registration'), api: 'WSAEventSelect', socket: 'socket:3',
    descriptor: `descriptor:${descriptor}`,
    number: 0, process: `process:${process}`, mask, target, step, state: 'current', cancelledBy: null, recorded: [] });
}

function socket(id: `socket:${number}`): SocketEntity {
  return {
    kind: 'socket', id, family: 'AF_INET', type: 'SOCK_STREAM', protocol: 'IPPROTO_TCP', state: 'unbound', local: null, remote: null,
    peer: null,
    options: {}, optionSteps: {}, nonblocking: false, nonblockingSince: null, queue: [], backlog: [], sendShutdown: false,
    receiveShutdown: false,
    peerEnded: false, reset: false, closedAt: null, sure: true,
  };
}
