import { entity } from '../domain/world.ts';
import { at, say } from '../trace/sentence.ts';
import type { Detector } from './types.ts';

/** P1, S31: a number is free after a close and is given out again. A call with the old one acts on the next socket. */
export const staleNumber: Detector = {
  id: 'stale-number',
  title: 'The number of a closed descriptor is used',
  rules: { winsock: ['S31'], linux: ['P1', 'P16'] },
  detect(m) {
    const { action } = m.step;
    if (action.kind !== 'call' || !m.deed) return [];
    return m.past.reusedNumbers(action, m.before, m.after).map(({ name, descriptor }) => ({
      subjects: [descriptor.id, descriptor.object],
      sentence: say`${action.call} at ${at(m.step.n)} used $${name}, which is closed: its number ${m.names.number(descriptor.number)}
        has belonged to ${m.names.object(descriptor.object)} since ${at(descriptor.step)}, and
        ${m.deed!.does.closes ? 'that socket was closed instead' : 'the call acted on that socket'}.`,
    }));
  },
  stillHolds: (hazard, m) => entity(m.after, 'descriptor', hazard.subjects[0]!) !== undefined,
};
