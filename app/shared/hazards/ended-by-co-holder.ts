import type { SocketEntity } from '../domain/entities.ts';
import { entity } from '../domain/world.ts';
import { at, list, say } from '../trace/sentence.ts';
import { othersAt, processesAt } from './holding.ts';
import type { Detector } from './types.ts';

/** S30, S32, P17, P18: shutdown affects all holders immediately, linger takes effect at the last close by any process. */
export const endedByCoHolder: Detector = {
  id: 'ended-by-co-holder',
  title: 'A co-holder decided how the connection ends',
  rules: { winsock: ['S30', 'S32'], linux: ['P17', 'P18'] },
  detect(m) {
    const { deed, step } = m;
    if (!deed || step.outcome.kind !== 'ok') return [];
    const socket = entity(m.after, 'socket', deed.object);
    const others = socket ? othersAt(m.after, socket.id, deed.process) : [];
    if (!socket || others.length === 0) return [];
    const whom = list(others.map((p) => m.names.process(p)));
    const who = say`${m.names.process(deed.process)}`;
    if (deed.does.verb === 'shut down') {
      return [{ subjects: [socket.id],
        sentence: say`${who} shut ${m.names.object(socket.id)} down (${String(deed.args['how'])}) at ${at(step.n)}, for ${whom} too: their
          calls now fail or see the end of the stream.` }];
    }
    if (deed.does.verb === 'set option' && deed.args['name'] === 'SO_LINGER' && lingers(socket)) {
      return [{ subjects: [socket.id],
        sentence: say`${who} set SO_LINGER on ${m.names.object(socket.id)} at ${at(step.n)}: it decides how the last close ends the
          connection, even if ${whom} makes that close.` }];
    }
    return [];
  },
  stillHolds(hazard, m) {
    const socket = entity(m.after, 'socket', hazard.subjects[0]!);
    if (!socket || socket.closedAt !== null || processesAt(m.after, socket.id).length < 2) return false;
    return socket.sendShutdown || socket.receiveShutdown || lingers(socket);
  },
};

function lingers(socket: SocketEntity): boolean {
  const linger = socket.options['SO_LINGER'];
  return typeof linger === 'object' && linger.onoff !== 0;
}
