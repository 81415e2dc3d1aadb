/** For tests: a synthetic trace in which one process opens sockets and closes them again, the oldest first. */
import { Draft, type IdCounters } from '../domain/draft.ts';
import { applyDiff } from '../domain/diff.ts';
import type { Entity, SocketEntity } from '../domain/entities.ts';
import { World } from '../domain/world.ts';
import { TraceLog } from '../trace/log.ts';
import type { Step } from '../trace/step.ts';

/** Number of sockets open at the same time. */
export const OPEN = 3;

/** Opens socket:1 in step 1, and so on; once enough are open, each opening is followed by a step that closes one. */
export function churnTrace(sockets: number): TraceLog {
  const counters: IdCounters = {};
  const entities = new Map<string, Entity>();
  const change = (edit: (draft: Draft) => void) => {
    const draft = new Draft(new World(entities), counters);
    edit(draft);
    const diff = draft.diff();
    applyDiff(entities, diff);
    return diff;
  };
  const log = new TraceLog({
    format: 'handoff-trace/1', provider: 'model', platform: 'model', rules: 'linux',
    scenario: { format: 'handoff-scenario/1', title: 'Sockets that come and go', rules: 'linux', processes: [{ name: 'main' }],
      steps: [{ process: 'main', call: 'epoll_create1' }] },
    start: change((d) =>
      d.put({ kind: 'process', id: 'process:main', name: 'main', role: 'participant', pid: 1, state: 'running', threads: [], endedAt: null,
        received: [] })),
  });
  const step = (call: string, edit: (draft: Draft, n: number) => void) => {
    const n = log.length + 1;
    log.append({ ...QUIET, n, at: n, action: { kind: 'call', participant: 'main', call, args: {}, resolved: {}, as: [] },
      diff: change((d) => edit(d, n)) });
  };
  for (let i = 1; i <= sockets; i++) {
    step('socket', (d, n) => {
      d.put({ ...UNBOUND, id: d.nextId('socket') });
      d.put({ kind: 'descriptor', id: d.nextId('descriptor'), process: 'process:main', number: n, object: `socket:${i}`, how: 'created',
        step: n, inheritable: true });
    });
    const old = i - OPEN;
    if (old > 0) {
      step('close', (d, n) => {
        d.remove(`descriptor:${old}`);
        d.change('socket', `socket:${old}`, { state: 'closed', closedAt: n });
      });
    }
  }
  return log;
}

const QUIET: Omit<Step, 'n' | 'at' | 'action' | 'diff'> = { outcome: { kind: 'ok', results: {} }, predicted: null, facts: [],
  divergences: [], hazards: [], verdict: null, note: null, plan: null, micros: null };

const UNBOUND: Omit<SocketEntity, 'id'> = {
  kind: 'socket', family: 'AF_INET', type: 'SOCK_STREAM', protocol: 'IPPROTO_TCP', state: 'unbound', local: null, remote: null, peer: null,
  options: {}, optionSteps: {}, nonblocking: false, nonblockingSince: null, queue: [], backlog: [], sendShutdown: false,
  receiveShutdown: false,
  peerEnded: false, reset: false, closedAt: null, sure: true,
};
