import type { ObjectId, ProcessId } from '../domain/ids.ts';
import { at, list, say } from '../trace/sentence.ts';
import { isOpen, participantsAt, processesAt } from './holding.ts';
import type { Detector, DetectionContext } from './types.ts';

/** S28, P19: the bytes of a stream go to the first reader. A process that stopped reading before it shared the socket is none. */
export const twoReaders: Detector = {
  id: 'two-readers',
  title: 'Two processes read from one queue',
  rules: { winsock: ['S28', 'S29'], linux: ['P19'] },
  detect(m) {
    if (!m.deed?.does.receives || m.deed.object === null) return [];
    const readers = readersAt(m, m.deed.object);
    if (readers.length < 2 || !isOpen(m.after, m.deed.object)) return [];
    const uses = m.past.readers(m.deed.object);
    return [{
      subjects: [m.deed.object],
      sentence: say`${list(readers.map((p) => say`${m.names.process(p)} (${at(uses.get(p)!)})`))} read from the shared receive queue of
        ${m.names.object(m.deed.object)}: the first reader gets the bytes, and the other never sees them.`,
    }];
  },
  stillHolds: (hazard, m) => isOpen(m.after, hazard.subjects[0]) && readersAt(m, hazard.subjects[0] as ObjectId).length > 1,
};

/** Processes that have read while another reader held the socket too, and can read again. */
function readersAt(m: DetectionContext, object: ObjectId): ProcessId[] {
  const uses = m.past.readers(object);
  const readers = processesAt(m.after, object).filter((p) => uses.has(p));
  if (readers.length < 2) return [];
  const held = participantsAt(m.after, object);
  const since = new Map(readers.map((p) => [p, Math.min(...held.filter((d) => d.process === p).map((d) => d.step))]));
  const compete = (p: ProcessId, q: ProcessId) => Math.min(uses.get(p)!, uses.get(q)!) >= Math.max(since.get(p)!, since.get(q)!);
  return readers.filter((p) => readers.some((q) => q !== p && compete(p, q)));
}
