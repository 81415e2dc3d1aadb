import type { SocketEntity } from '../domain/entities.ts';
import { entity, referenceCount } from '../domain/world.ts';
import { at, list, say } from '../trace/sentence.ts';
import { holds, isAwaited, participantsAt, processesAt } from './holding.ts';
import type { Detector, DetectionContext } from './types.ts';

/**
 * S31, P16: a listener exists as long as a process holds it, even if none accepts. It is a hazard when clients
 * wait, or when no process holds it, after the process that listened or accepted has closed it. A holder that has registered for
 * its events will accept.
 */
export const noLiveAcceptor: Detector = {
  id: 'no-live-acceptor',
  title: 'No process accepts on a listener',
  rules: { winsock: ['S28', 'S31'], linux: ['P16'] },
  detect(m) {
    return candidates(m).filter((socket) => deserted(m, socket)).map((socket) => {
      const holders = processesAt(m.after, socket.id);
      const who = holders.length === 0 ? say`only a transfer in flight holds it`
        : say`${list(holders.map((p) => m.names.process(p)))} ${holders.length === 1 ? 'holds' : 'hold'} it and never accepted`;
      const waiting = socket.backlog.length === 0 ? say`Clients will connect and not be served.`
        : say`${socket.backlog.length} ${socket.backlog.length === 1 ? 'connection waits' : 'connections wait'}.`;
      return {
        subjects: [socket.id],
        sentence: say`${m.names.object(socket.id)} listens on ${socket.local ?? 'its port'}, but since ${at(m.step.n)} ${who}. ${waiting}`,
      };
    });
  },
  stillHolds(hazard, m) {
    const socket = entity(m.after, 'socket', hazard.subjects[0]!);
    return socket !== undefined && deserted(m, socket);
  },
};

/** Listeners that the step changed or that lost a descriptor. */
function candidates(m: DetectionContext): SocketEntity[] {
  const { removed, updated } = m.step.diff;
  const ids = new Set<string>();
  for (const e of Object.values(removed)) if (e.kind === 'descriptor') ids.add(e.object);
  for (const [, e] of Object.values(updated)) if (e.kind === 'socket') ids.add(e.id);
  return [...ids].map((id) => entity(m.after, 'socket', id)).filter((s) => s !== undefined);
}

function deserted(m: DetectionContext, socket: SocketEntity): boolean {
  if (socket.state !== 'listening' || socket.closedAt !== null || referenceCount(m.after, socket.id) === 0) return false;
  const holders = processesAt(m.after, socket.id);
  const creator = m.past.creator(socket.id)?.process;
  const accepts = holders.some((p) => p === creator || m.past.acceptors(socket.id).has(p));
  if (accepts || (creator && holds(m.after, socket.id, creator))) return false;
  return (socket.backlog.length > 0 || participantsAt(m.after, socket.id).length === 0) && !isAwaited(m.after, socket.id);
}
