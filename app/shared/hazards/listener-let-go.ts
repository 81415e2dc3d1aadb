import type { SocketEntity } from '../domain/entities.ts';
import type { ProcessId, SocketId } from '../domain/ids.ts';
import { entity, pendingOn } from '../domain/world.ts';
import { at, list, say } from '../trace/sentence.ts';
import { isOpen, processesAt } from './holding.ts';
import type { Detector, DetectionContext } from './types.ts';

/** S31, P16, P21: a server that lost its listener runs on, and the activator's copy keeps the port: clients connect, and none is served. */
export const listenerLetGo: Detector = {
  id: 'listener-let-go',
  title: 'The server runs without its listener',
  rules: { winsock: ['S28', 'S31'], linux: ['P16', 'P21'] },
  detect(m) {
    return Object.values(m.step.diff.removed).flatMap((d) => {
      const socket = d.kind === 'descriptor' ? entity(m.after, 'socket', d.object) : undefined;
      if (!socket || d.kind !== 'descriptor' || !m.past.acceptors(socket.id).has(d.process) || !unserved(m, socket, d.process)) return [];
      return [{
        subjects: [socket.id, d.process],
        sentence: say`${m.names.process(d.process)} accepted on ${m.names.object(socket.id)}, closed it at ${at(m.step.n)} and still runs;
          ${list(processesAt(m.after, socket.id).map((p) => m.names.process(p)))} keeps ${socket.local ?? 'its port'} open without
          accepting: clients connect and are not served.`,
      }];
    });
  },
  stillHolds(hazard, m) {
    const [id, server] = hazard.subjects as [SocketId, ProcessId];
    const socket = entity(m.after, 'socket', id);
    return socket !== undefined && unserved(m, socket, server);
  },
};

/** The former server runs, and no holder of the listener has accepted or waits for a connection. */
function unserved(m: DetectionContext, socket: SocketEntity, server: ProcessId): boolean {
  const holders = processesAt(m.after, socket.id);
  return socket.state === 'listening' && isOpen(m.after, socket.id) && entity(m.after, 'process', server)?.state === 'running'
    && holders.length > 0 && !holders.some((p) => m.past.acceptors(socket.id).has(p)) && pendingOn(m.after, socket.id).length === 0;
}
