import type { Rules } from '../domain/entities.ts';
import { entity, referenceCount } from '../domain/world.ts';
import { at, list, say } from '../trace/sentence.ts';
import { holds, processesAt } from './holding.ts';
import type { Detector, DetectionContext } from './types.ts';

const CONSEQUENCES: Readonly<Record<Rules, string>> = {
  winsock: 'port listings can still name that process',
  linux: 'binding that address again can fail with EADDRINUSE until every holder has closed it',
};

/** S8, S31, P16: the port stays in use. Tools of Windows that list the creator name a process that no longer uses it. */
export const portWithoutCreator: Detector = {
  id: 'port-without-creator',
  title: 'A port is held by a process that did not create it',
  rules: { winsock: ['S8', 'S31'], linux: ['P16'] },
  detect(m) {
    const lost = Object.values(m.step.diff.removed).flatMap((e) => (e.kind === 'descriptor' ? [e.object] : []));
    return [...new Set(lost)].flatMap((object) => {
      const socket = entity(m.after, 'socket', object);
      const creator = m.past.creator(object);
      if (!socket || !creator || !orphaned(m, object)) return [];
      const holders = processesAt(m.after, object);
      const who = holders.length === 0 ? say`a transfer in flight` : list(holders.map((p) => m.names.process(p)));
      const ended = entity(m.after, 'process', creator.process)?.state === 'running' ? '' : ', which has ended';
      return [{
        subjects: [socket.id],
        sentence: say`${socket.local ?? 'The port'} has been kept by ${who} since ${at(m.step.n)}; ${m.names.object(socket.id)} was created
          by ${m.names.process(creator.process)} at ${at(creator.step)}${ended}, and ${CONSEQUENCES[m.rules]}.`,
      }];
    });
  },
  stillHolds: (hazard, m) => orphaned(m, hazard.subjects[0]!),
};

function orphaned(m: DetectionContext, object: string): boolean {
  const socket = entity(m.after, 'socket', object);
  if (!socket || socket.closedAt !== null || socket.local === null || socket.family === 'AF_UNIX') return false;
  const creator = m.past.creator(socket.id);
  if ((socket.state !== 'bound' && socket.state !== 'listening') || !creator) return false;
  return !holds(m.after, socket.id, creator.process) && referenceCount(m.after, socket.id) > 0;
}
