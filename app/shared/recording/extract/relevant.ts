/** The steps of a recording that tell the story of one socket: who got it, by which call, and who let it go. */
import type { DescriptorEntity } from '../../domain/entities.ts';
import type { StepNumber } from '../../domain/ids.ts';
import { entity } from '../../domain/world.ts';
import type { TraceLog } from '../../trace/log.ts';
import type { Step } from '../../trace/step.ts';

export interface Relevant {
  steps: readonly Step[];
  /** The socket, those over which it travelled with their peers, and the listeners that these connected to. */
  objects: ReadonlySet<string>;
  /** The named sockets among them to which carriers connected. */
  listeners: ReadonlySet<string>;
}

/** Calls that only read, or move bytes without descriptors. */
const LEFT_OUT: ReadonlySet<string> = new Set(['getsockname', 'getpeername', 'getsockopt', 'setsockopt', 'send', 'recv', 'write', 'read',
  'writev', 'readv', 'recvfrom', 'sendto', 'poll', 'ppoll', 'epoll_ctl', 'epoll_wait', 'epoll_pwait', 'epoll_pwait2', 'connect',
  'shutdown']);

export function relevantSteps(log: TraceLog, socket: string): Relevant {
  const objects = objectsOf(log, socket);
  const carriers = new Set([...objects].filter((object) => object !== socket));
  const connects = new Set(log.steps().filter((step) => connectsOne(step, carriers)));
  const listeners = new Set([...connects].flatMap(listenersOf));
  for (const listener of listeners) objects.add(listener);
  return { objects, listeners,
    steps: log.steps().filter((step) => connects.has(step) || (!leftOut(step) && touches(step, objects))) };
}

/** A carrier that was not made as one of a pair is connected to a name. */
function connectsOne({ action, diff, outcome }: Step, carriers: ReadonlySet<string>): boolean {
  return action.kind === 'call' && action.call === 'connect' && outcome.kind === 'ok' && listenersOf({ diff }).length > 0
    && [...Object.keys(diff.added), ...Object.keys(diff.updated)].some((id) => carriers.has(id));
}

/** The listeners with a new connection. */
const listenersOf = ({ diff }: Pick<Step, 'diff'>): string[] => Object.values(diff.updated)
  .flatMap(([, after]) => (after.kind === 'socket' && after.family === 'AF_UNIX' && after.state === 'listening' ? [after.id] : []));

/** Transfers that carry the socket wait in the queue of a carrier, which has a peer. */
function objectsOf(log: TraceLog, socket: string): Set<string> {
  const objects = new Set([socket]);
  for (const step of log.steps()) {
    for (const added of Object.values(step.diff.added)) {
      if (added.kind !== 'transfer' || added.carrier === null || !added.objects.some((object) => object === socket)) continue;
      objects.add(added.carrier);
      const peer = entity(log.worldAt(step.n), 'socket', added.carrier)?.peer;
      if (peer) objects.add(peer);
    }
    for (const added of Object.values(step.diff.added)) {
      // A descriptor that was fetched came through a pidfd of its process.
      if (added.kind !== 'descriptor' || added.how !== 'fetched' || added.object !== socket || step.action.kind !== 'call') continue;
      const pidfd = descriptorAt(log, step.n - 1, added.process, Number(step.action.resolved['pidfd']));
      if (pidfd) objects.add(pidfd.object);
    }
  }
  return objects;
}

export function descriptorAt(log: TraceLog, n: StepNumber, process: string, number: number): DescriptorEntity | undefined {
  const [found] = log.worldAt(n).inSlot(process, number);
  return found;
}

const leftOut = ({ action }: Step): boolean => action.kind === 'call' && LEFT_OUT.has(action.call);

function touches({ diff, action }: Step, objects: ReadonlySet<string>): boolean {
  const all = [...Object.values(diff.added), ...Object.values(diff.removed), ...Object.values(diff.updated).map(([, after]) => after)];
  return all.some((e) => (e.kind === 'descriptor' && objects.has(e.object))
    || (e.kind === 'transfer' && e.objects.some((o) => objects.has(o)))
    || (e.kind === 'socket' && objects.has(e.id) && action.kind === 'call' && (action.call === 'bind' || action.call === 'listen')));
}
