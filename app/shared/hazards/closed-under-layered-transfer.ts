import { entity, transfersInFlight } from '../domain/world.ts';
import { at, say } from '../trace/sentence.ts';
import { holds } from './holding.ts';
import type { Detector } from './types.ts';

/** S7 holds for the Microsoft provider; a layered one can need its source until the import (S14, S55). */
export const closedUnderLayeredTransfer: Detector = {
  id: 'closed-under-layered-transfer',
  title: 'The source closed while a layered transfer is in flight',
  rules: { winsock: ['S7', 'S14', 'S55'], linux: [] },
  detect(m) {
    return Object.values(m.step.diff.removed).flatMap((gone) => {
      if (gone.kind !== 'descriptor' || holds(m.after, gone.object, gone.process)) return [];
      return transfersInFlight(m.after, gone.object)
        .filter((t) => t.from === gone.process && (m.past.exported(t.id)?.chainLength ?? 0) > 1)
        .map((t) => ({
          subjects: [t.id, gone.object],
          sentence: say`${m.names.process(gone.process)} closed ${m.names.descriptor(gone)} at ${at(m.step.n)} while ${m.names.transfer(t)}
            of ${at(t.step)} is in flight through a chain of ${m.past.exported(t.id)!.chainLength} providers; the documented order closes
            the source last, and a layered provider can rely on it.`,
        }));
    });
  },
  stillHolds: (hazard, m) => entity(m.after, 'transfer', hazard.subjects[0]!)?.state === 'in-flight',
};
