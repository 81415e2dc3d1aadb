import type { Rules, SocketEntity } from '../domain/entities.ts';
import type { ProcessId, SocketId } from '../domain/ids.ts';
import { entity } from '../domain/world.ts';
import { say } from '../trace/sentence.ts';
import { ADOPTED, holds, isOpen } from './holding.ts';
import type { Detector, DetectionContext } from './types.ts';

/** The page on SO_REUSEADDR of Winsock leaves open which socket gets a connection. */
const SHARE: Readonly<Record<Rules, string>> = {
  winsock: 'Each connection goes to one of them, and no rule says to which',
  linux: 'The system gives each its share of the connections',
};

/** S28, P19: each listener has its own accept queue, so a program that files adopted listeners by address loses one of two. */
export const twoListenersOneAddress: Detector = {
  id: 'two-listeners-one-address',
  title: 'Two adopted listeners have the same address',
  rules: { winsock: ['S28'], linux: ['P19'] },
  detect(m) {
    return Object.values(m.step.diff.added).flatMap((d) => {
      if (d.kind !== 'descriptor' || !ADOPTED.has(d.how)) return [];
      const socket = entity(m.after, 'socket', d.object);
      const other = socket && sameAddress(m, socket, d.process);
      if (!other) return [];
      // Both can arrive in one step, and are one finding.
      const [one, two] = [other.id, socket.id].toSorted() as [SocketId, SocketId];
      return [{
        subjects: [one, two, d.process],
        sentence: say`${m.names.process(d.process)} has two listeners on ${socket.local!}: ${m.names.object(one)} and
          ${m.names.object(two)}. ${SHARE[m.rules]}; a program that keeps one listener per address leaves the other's clients waiting.`,
      }];
    });
  },
  stillHolds(hazard, m) {
    const [one, other, process] = hazard.subjects as [SocketId, SocketId, ProcessId];
    const ignored = [one, other].some((id) => !m.past.acceptors(id).has(process));
    return ignored && [one, other].every((id) => isOpen(m.after, id) && holds(m.after, id, process));
  },
};

function sameAddress(m: DetectionContext, socket: SocketEntity, process: ProcessId): SocketEntity | undefined {
  if (socket.state !== 'listening' || socket.local === null) return undefined;
  return [...m.after.living('socket')].find((s) => s.id !== socket.id && s.state === 'listening' && s.local === socket.local
    && s.family === socket.family && holds(m.after, s.id, process));
}
