import type { SocketId } from '../domain/ids.ts';
import { cyclesOverlooked } from '../rules/linux/cycles.ts';
import { say } from '../trace/sentence.ts';
import type { Detector } from './types.ts';

/** P9, K1: found while the sockets can still be received. */
export const cycleOverlooked: Detector = {
  id: 'cycle-overlooked',
  title: 'The kernel can keep these sockets forever',
  rules: { winsock: [], linux: ['P9', 'K1'] },
  detect(m) {
    if (!Object.values(m.step.diff.added).some((e) => e.kind === 'transfer' && e.form === 'SCM_RIGHTS')) return [];
    const subjects: SocketId[] = [...cyclesOverlooked(m.after)];
    if (subjects.length === 0) return [];
    const [first, second, third] = subjects.map((id) => m.names.object(id));
    return [{
      subjects,
      sentence: say`${first!}, ${second!} and ${third!} are in flight in cycles that share a socket. When their last descriptors close,
        Linux 6.18, and supposedly every kernel since 6.10, can keep them forever, with everything in their queues. Receive one of the
        messages first.`,
    }];
  },
  stillHolds(hazard, m) {
    const overlooked = cyclesOverlooked(m.after);
    return hazard.subjects.every((id) => overlooked.has(id as SocketId));
  },
};
