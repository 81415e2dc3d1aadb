import { entity } from '../domain/world.ts';
import { outcomeText } from '../trace/compare.ts';
import { at, say } from '../trace/sentence.ts';
import { isOpen } from './holding.ts';
import type { Detector } from './types.ts';

/** S4, S5; on Wine the second import aliases the first (W1). */
export const blobUsedTwice: Detector = {
  id: 'blob-used-twice',
  title: 'A WSAPROTOCOL_INFOW is used twice',
  rules: { winsock: ['S4', 'S5'], linux: [] },
  detect(m) {
    const { action, outcome } = m.step;
    if (action.kind !== 'call' || m.deed?.does.transfers !== 'imports') return [];
    const name = action.resolved['protocolInfo'];
    const id = typeof name === 'string' ? m.past.transferNamed(name) : undefined;
    const used = entity(m.before, 'transfer', id ?? null);
    if (used?.state !== 'imported') return [];
    const how = outcome.kind === 'refused' ? 'the inspector stopped it before the call'
      : `the call ${outcome.kind === 'error' ? 'fails with ' : ''}${outcomeText(outcome)}`;
    return [{
      subjects: [used.id, ...used.objects],
      sentence: say`${action.participant} imports ${m.names.transfer(used)} at ${at(m.step.n)}, which was already imported at
        ${at(used.endedAt ?? used.step)}; ${how}. Every import needs its own export.`,
    }];
  },
  stillHolds: (hazard, m) => isOpen(m.after, hazard.subjects[1]),
};
