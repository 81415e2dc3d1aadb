import { entity } from '../domain/world.ts';
import { at, say } from '../trace/sentence.ts';
import type { Detector } from './types.ts';

/** P8 */
export const receivedWithoutCloexec: Detector = {
  id: 'received-without-cloexec',
  title: 'A received descriptor survives an exec',
  rules: { winsock: [], linux: ['P8'] },
  detect(m) {
    return Object.values(m.step.diff.added).flatMap((d) => {
      if (d.kind !== 'descriptor' || d.how !== 'received' || !d.inheritable) return [];
      return [{
        subjects: [d.id, d.object],
        sentence: say`${m.names.descriptor(d)} was received at ${at(m.step.n)} without MSG_CMSG_CLOEXEC: every program that
          ${m.names.process(d.process)} executes gets ${m.names.object(d.object)} too.`,
      }];
    });
  },
  stillHolds: (hazard, m) => entity(m.after, 'descriptor', hazard.subjects[0]!)?.inheritable === true,
};
