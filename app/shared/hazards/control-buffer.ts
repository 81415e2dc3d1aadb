import type { DescriptorEntity } from '../domain/entities.ts';
import type { EntityId } from '../domain/ids.ts';
import { at, say } from '../trace/sentence.ts';
import type { Detector } from './types.ts';

/** P7: descriptors that do not fit are dropped, and a buffer can fit more than requested. */
export const controlBuffer: Detector = {
  id: 'control-buffer',
  title: 'A control buffer truncates, or fits more than requested',
  rules: { winsock: [], linux: ['P7'] },
  detect(m) {
    const { action, outcome } = m.step;
    if (m.deed?.does.transfers !== 'receives' || m.deed.object === null || outcome.kind !== 'ok') return [];
    const room = m.deed.args['controlLength'];
    const size = typeof room === 'number' ? `${room} bytes` : 'the buffer';
    const came = Object.values(m.step.diff.added).filter((e): e is DescriptorEntity => e.kind === 'descriptor');
    if (outcome.results.flags?.includes('MSG_CTRUNC')) {
      const subjects: EntityId[] = [m.deed.object];
      return [{
        subjects,
        sentence: say`${m.names.process(m.deed.process)} received with a control buffer of ${size} at ${at(m.step.n)}: MSG_CTRUNC,
          ${came.length} arrived, and the descriptors that did not fit were dropped.`,
      }];
    }
    const asked = action.kind === 'call' ? action.as.length : 0;
    if (asked === 0 || typeof room !== 'number' || came.length <= asked) return [];
    return [{
      subjects: came.slice(asked).map((d) => d.id),
      sentence: say`${m.names.process(m.deed.process)} requested ${asked} at ${at(m.step.n)}, and ${came.length} arrived: CMSG_SPACE rounds
        ${size} up to space for more. ${m.names.descriptor(came[asked]!)} is open and unknown to the program; CMSG_LEN would have fit
        exactly ${asked}.`,
    }];
  },
  stillHolds(hazard, m) {
    const subject = m.after.get(hazard.subjects[0]!);
    return subject?.kind === 'descriptor' || (subject?.kind === 'socket' && subject.closedAt === null);
  },
};
