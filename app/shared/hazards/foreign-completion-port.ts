import type { ObjectId } from '../domain/ids.ts';
import { at, list, say } from '../trace/sentence.ts';
import { isOpen, othersAt } from './holding.ts';
import type { Detector, DetectionContext } from './types.ts';

/** S49: the association belongs to the socket for life, and the port to one process. */
export const foreignCompletionPort: Detector = {
  id: 'foreign-completion-port',
  title: 'The completion port belongs to another process',
  rules: { winsock: ['S49'], linux: [] },
  detect(m) {
    const associated = m.deed?.does.registers === 'for life' ? [m.deed.object] : [];
    const came = Object.values(m.step.diff.added).flatMap((e) => (e.kind === 'descriptor' ? [e.object] : []));
    return [...associated, ...came].flatMap((object) => {
      const port = object === null ? undefined : m.past.port(object);
      const others = port && object !== null ? othersAt(m.after, object, port.process) : [];
      if (!port || object === null || others.length === 0) return [];
      return [{
        subjects: [object],
        sentence: say`${m.names.object(object)} has been associated with a completion port of ${m.names.process(port.process)} since
          ${at(port.step)}: overlapped calls of ${list(others.map((p) => m.names.process(p)))} complete there, and associating it again
          fails with ERROR_INVALID_PARAMETER.`,
      }];
    });
  },
  stillHolds: (hazard, m) => isOpen(m.after, hazard.subjects[0]) && foreignersAt(m, hazard.subjects[0] as ObjectId) > 0,
};

function foreignersAt(m: DetectionContext, object: ObjectId): number {
  const port = m.past.port(object);
  return port ? othersAt(m.after, object, port.process).length : 0;
}
