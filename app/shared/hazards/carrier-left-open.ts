import type { ProcessId, SocketId } from '../domain/ids.ts';
import { entity } from '../domain/world.ts';
import { say } from '../trace/sentence.ts';
import { holds, isOpen } from './holding.ts';
import type { Detector, DetectionContext } from './types.ts';

/** P4, P16: the connection that carried descriptors stays open after them. A process that waits for its end never exits. */
export const carrierLeftOpen: Detector = {
  id: 'carrier-left-open',
  title: 'The connection of a handoff is not closed',
  rules: { winsock: [], linux: ['P4', 'P16'] },
  detect(m) {
    if (!m.last) return [];
    return [...m.after.ofKind('transfer')].flatMap((t) => {
      const ends = t.state === 'imported' && t.carrier !== null ? openEnds(m, t.carrier, t.from) : null;
      if (!ends) return [];
      return [{
        subjects: [t.carrier!, ends.sending, t.from],
        sentence: say`${m.names.transfer(t)} arrived, and ${m.names.process(t.from)} still holds its end of the connection that carried it,
          ${m.names.object(ends.sending)}; the other end, ${m.names.object(t.carrier!)}, is open too. A process that waits for the other
          to close it waits forever.`,
      }];
    });
  },
  stillHolds: (hazard, m) => openEnds(m, hazard.subjects[0] as SocketId, hazard.subjects[2] as ProcessId) !== null,
};

/** Both ends of a connection whose queue carried a transfer, if the sender still holds its own. */
function openEnds(m: DetectionContext, carrier: SocketId, from: ProcessId): { sending: SocketId } | null {
  const sending = entity(m.after, 'socket', carrier)?.peer ?? null;
  return sending !== null && isOpen(m.after, carrier) && isOpen(m.after, sending) && holds(m.after, sending, from) ? { sending } : null;
}
