import type { SocketEntity } from '../domain/entities.ts';
import type { ProcessId, SocketId } from '../domain/ids.ts';
import { entity } from '../domain/world.ts';
import { at, list, say } from '../trace/sentence.ts';
import { holds, isAwaited, isOpen, processesAt } from './holding.ts';
import type { Detector, DetectionContext } from './types.ts';

/**
 * S31, P16, P21: a server that lost its listener runs on, and the activator's copy keeps the port: clients connect, and none is
 * served. A server that shuts down closes its listener too, so this is a hazard when a client waits, or the scenario is over. A real
 * server must also wait in a call: one that is about to exit does not.
 */
export const listenerLetGo: Detector = {
  id: 'listener-let-go',
  title: 'The server runs without its listener',
  rules: { winsock: ['S28', 'S31'], linux: ['P16', 'P21'] },
  detect(m) {
    return changedListeners(m).flatMap((socket) => {
      const server = [...m.past.acceptors(socket.id).keys()].findLast((p) => isDeserted(m, socket, p) && (!m.recorded || waits(m, p)));
      if (server === undefined) return [];
      const holders = processesAt(m.after, socket.id);
      return [{
        subjects: [socket.id, server],
        sentence: say`${m.names.process(server)} accepted on ${m.names.object(socket.id)} until
          ${at(m.past.acceptors(socket.id).get(server)!)}, closed it and still runs;
          ${list(holders.map((p) => m.names.process(p)))} ${holders.length === 1 ? 'keeps' : 'keep'}
          ${socket.local ?? 'its port'} open without accepting: clients connect and are not served.`,
      }];
    });
  },
  stillHolds(hazard, m) {
    const [id, server] = hazard.subjects as [SocketId, ProcessId];
    const socket = entity(m.after, 'socket', id);
    return socket !== undefined && isDeserted(m, socket, server);
  },
};

const waits = (m: DetectionContext, process: ProcessId): boolean => [...m.after.ofKind('pending')].some((p) => p.process === process);

/** Listeners that a client connected to or that lost a descriptor, if a client waits or the scenario is over; when a call waits, all. */
function changedListeners(m: DetectionContext): SocketEntity[] {
  const { added, removed, updated } = m.step.diff;
  if (m.recorded && Object.values(added).some((e) => e.kind === 'pending'))
    return listenersAmong(m, m.past.accepted(), false);
  const ids = [...Object.values(removed).flatMap((e) => (e.kind === 'descriptor' ? [e.object] : [])), ...Object.keys(updated)];
  return listenersAmong(m, new Set(ids), m.last);
}

const listenersAmong = (m: DetectionContext, ids: Iterable<string>, withoutClients: boolean): SocketEntity[] =>
  [...ids].flatMap((id) => entity(m.after, 'socket', id) ?? [])
    .filter((s) => s.state === 'listening' && (withoutClients || s.backlog.length > 0));

/** The former server runs, and no holder of the listener has accepted or waits for a connection. */
function isDeserted(m: DetectionContext, socket: SocketEntity, server: ProcessId): boolean {
  const holders = processesAt(m.after, socket.id);
  return isOpen(m.after, socket.id) && entity(m.after, 'process', server)?.state === 'running' && !holds(m.after, socket.id, server)
    && holders.length > 0 && !holders.some((p) => m.past.acceptors(socket.id).has(p)) && !isAwaited(m.after, socket.id);
}
