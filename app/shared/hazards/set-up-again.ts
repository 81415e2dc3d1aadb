import type { Rules } from '../domain/entities.ts';
import { entity } from '../domain/world.ts';
import { at, say } from '../trace/sentence.ts';
import { ADOPTED, isOpen } from './holding.ts';
import type { Detector } from './types.ts';

/** A second listen that succeeds. The page of the Winsock call has it change nothing; listen(2) takes the new backlog. */
const LISTENED: Readonly<Record<Rules, string>> = { winsock: 'no change', linux: 'a changed backlog for every holder' };

/** S24, P1: a new owner finds the socket bound and listening. Repeating it fails, changes nothing, or changes it for every holder. */
export const setUpAgain: Detector = {
  id: 'set-up-again',
  title: 'An adopted socket is set up again',
  rules: { winsock: ['S24', 'S25'], linux: ['P1'] },
  detect(m) {
    const { deed, step: { outcome } } = m;
    if (!deed || deed.object === null || outcome.kind === 'refused') return [];
    if (deed.does.address !== 'binds' && deed.does.address !== 'listens') return [];
    const socket = entity(m.before, 'socket', deed.object);
    const adopted = [...m.before.holding(deed.object)].find((d) => d.process === deed.process && ADOPTED.has(d.how));
    const done = deed.does.address === 'binds' ? socket?.local !== null : socket?.state === 'listening';
    if (!socket || !adopted || !done) return [];
    const result = outcome.kind === 'error' ? outcome.name : deed.does.address === 'binds' ? 'no change' : LISTENED[m.rules];
    return [{
      subjects: [socket.id, deed.process],
      sentence: say`${m.names.process(deed.process)} called ${deed.call} at ${at(m.step.n)} on ${m.names.object(socket.id)}, which was
        ${adopted.how} and already ${deed.does.address === 'binds' ? 'bound' : 'listening'}: the result is ${result}. A new owner skips
        bind and listen.`,
    }];
  },
  stillHolds: (hazard, m) => isOpen(m.after, hazard.subjects[0]),
};
