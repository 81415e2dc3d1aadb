import { entity } from '../domain/world.ts';
import { at, say } from '../trace/sentence.ts';
import type { Detector } from './types.ts';

/** S21: WSA_FLAG_NO_HANDLE_INHERIT is not copied from the source. */
export const importedInheritable: Detector = {
  id: 'imported-inheritable',
  title: 'The imported handle is inheritable, unlike its source',
  rules: { winsock: ['S21', 'S50'], linux: [] },
  detect(m) {
    return Object.values(m.step.diff.added).flatMap((d) => {
      if (d.kind !== 'descriptor' || d.how !== 'imported' || !d.inheritable) return [];
      const transfer = Object.values(m.step.diff.updated).map(([, e]) => e).find((e) => e.kind === 'transfer');
      if (!transfer || m.past.exported(transfer.id)?.inheritable !== false) return [];
      return [{
        subjects: [d.id, d.object],
        sentence: say`${m.names.descriptor(d)}, imported at ${at(m.step.n)} without WSA_FLAG_NO_HANDLE_INHERIT, is inheritable, but the
          descriptor exported at ${at(transfer.step)} was not: every child created with bInheritHandles gets ${m.names.object(d.object)}.`,
      }];
    });
  },
  stillHolds: (hazard, m) => entity(m.after, 'descriptor', hazard.subjects[0]!)?.inheritable === true,
};
