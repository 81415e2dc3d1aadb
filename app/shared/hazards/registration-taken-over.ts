import { currentRegistrationsOn, entity } from '../domain/world.ts';
import { at, say } from '../trace/sentence.ts';
import { holds, isOpen } from './holding.ts';
import type { Detector } from './types.ts';

/** S35, P15: the previous owner is not notified. */
export const registrationTakenOver: Detector = {
  id: 'registration-taken-over',
  title: 'A registration was taken over',
  rules: { winsock: ['S35', 'S36', 'S38'], linux: ['P15'] },
  detect(m) {
    const { deed } = m;
    // The registration of Winsock, and the owner for SIGIO on Linux (P15).
    if (deed?.does.registers !== 'sole') return [];
    return Object.values(m.step.diff.updated).flatMap(([was, is]) => {
      if (was.kind !== 'registration' || is.kind !== 'registration') return [];
      if (was.state !== 'current' || is.state !== 'cancelled' || is.process === deed.process) return [];
      if (!holds(m.after, is.socket, is.process)) return [];
      const by = Object.values(m.step.diff.added).find((e) => e.kind === 'registration');
      const what = by ? say`registered ${by.process === deed.process ? '' : say`${m.names.process(by.process)} `}for ${by.mask.join('|')}`
        : say`cancelled the registration`;
      return [{
        subjects: [is.id, is.socket],
        sentence: say`${m.names.process(deed.process)} ${what} at ${at(m.step.n)}, which ended ${m.names.registration(is)} of
          ${at(is.step)}: ${m.names.process(is.process)} still holds ${m.names.object(is.socket)}, gets no more events of it, and was not
          notified.`,
      }];
    });
  },
  stillHolds(hazard, m) {
    const lost = entity(m.after, 'registration', hazard.subjects[0]!);
    if (!lost || !isOpen(m.after, lost.socket) || !holds(m.after, lost.socket, lost.process)) return false;
    return !currentRegistrationsOn(m.after, lost.socket).some((r) => r.process === lost.process);
  },
};
