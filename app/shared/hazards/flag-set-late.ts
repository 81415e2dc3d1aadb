import { entity } from '../domain/world.ts';
import { at, say } from '../trace/sentence.ts';
import type { Detector } from './types.ts';

/** S21, S50, P20: another thread can create a child before the flag is set. A program that runs without threads cannot lose this race. */
export const flagSetLate: Detector = {
  id: 'flag-set-late',
  title: 'The handle was made non-inheritable too late',
  rules: { winsock: ['S21', 'S50'], linux: ['P20'] },
  detect(m) {
    if (!m.deed?.does.setsInheritance) return [];
    const atomic = m.rules === 'winsock' ? 'WSA_FLAG_NO_HANDLE_INHERIT' : 'SOCK_CLOEXEC or MSG_CMSG_CLOEXEC';
    return Object.values(m.step.diff.updated).flatMap(([was, is]) => {
      if (was.kind !== 'descriptor' || is.kind !== 'descriptor' || !was.inheritable || is.inheritable) return [];
      if (m.recorded && entity(m.after, 'process', is.process)?.threads.length === 0) return [];
      return [{
        subjects: [is.id, is.object],
        sentence: say`${m.names.descriptor(is)} was inheritable from ${at(is.step)} to ${at(m.step.n)}: a child that another thread created
          in between has ${m.names.object(is.object)}. ${atomic} avoids this race.`,
      }];
    });
  },
  stillHolds: (hazard, m) => entity(m.after, 'descriptor', hazard.subjects[0]!)?.inheritable === false,
};
