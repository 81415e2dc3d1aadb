import { entity } from '../domain/world.ts';
import { at, list, say } from '../trace/sentence.ts';
import { othersAt, processesAt } from './holding.ts';
import type { Detector } from './types.ts';

/** S27, S37: the mode is shared, a registration changes it too, and no call can read it. */
export const blockingModeFlipped: Detector = {
  id: 'blocking-mode-flipped',
  title: 'Another process changed the blocking mode',
  rules: { winsock: ['S27', 'S37'], linux: [] },
  detect(m) {
    const { deed } = m;
    if (!deed || m.rules !== 'winsock') return [];
    return Object.values(m.step.diff.updated).flatMap(([was, is]) => {
      if (was.kind !== 'socket' || is.kind !== 'socket' || was.nonblocking === is.nonblocking) return [];
      const others = othersAt(m.after, is.id, deed.process);
      if (others.length === 0) return [];
      const effect = is.nonblocking ? 'their calls now fail with WSAEWOULDBLOCK instead of waiting'
        : 'their calls now wait instead of failing with WSAEWOULDBLOCK';
      return [{
        subjects: [is.id],
        sentence: say`${deed.call} of ${m.names.process(deed.process)} at ${at(m.step.n)} made ${m.names.object(is.id)}
          ${is.nonblocking ? 'non-blocking' : 'blocking'} for ${list(others.map((p) => m.names.process(p)))} too: ${effect}, and no call
          can read the mode.`,
      }];
    });
  },
  stillHolds(hazard, m) {
    const socket = entity(m.after, 'socket', hazard.subjects[0]!);
    if (!socket || socket.closedAt !== null || processesAt(m.after, socket.id).length < 2) return false;
    const change = m.step.diff.updated[socket.id]?.[0];
    return change?.kind !== 'socket' || change.nonblocking === socket.nonblocking;
  },
};
