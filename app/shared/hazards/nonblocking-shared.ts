import { entity } from '../domain/world.ts';
import type { DescriptorEntity, SocketEntity } from '../domain/entities.ts';
import { at, list, say } from '../trace/sentence.ts';
import { processesAt } from './holding.ts';
import type { Detector, DetectionContext } from './types.ts';

/** P1, P2: O_NONBLOCK belongs to the description, so a received descriptor has the mode of its source. */
export const nonblockingShared: Detector = {
  id: 'nonblocking-shared',
  title: 'O_NONBLOCK is shared unintentionally',
  rules: { winsock: [], linux: ['P1', 'P2'] },
  detect(m) {
    if (m.rules !== 'linux') return [];
    return [...turned(m), ...arrived(m)];
  },
  stillHolds(hazard, m) {
    const socket = entity(m.after, 'socket', hazard.subjects[0]!);
    return socket !== undefined && socket.closedAt === null && socket.nonblocking && processesAt(m.after, socket.id).length > 1;
  },
};

/** A process set the flag on a socket that others hold. */
function turned(m: DetectionContext) {
  const { deed } = m;
  if (!deed) return [];
  return Object.values(m.step.diff.updated).flatMap(([was, is]) => {
    if (was.kind !== 'socket' || is.kind !== 'socket' || was.nonblocking || !is.nonblocking) return [];
    const others = processesAt(m.after, is.id).filter((p) => p !== deed.process);
    if (others.length === 0) return [];
    return [{
      subjects: [is.id],
      sentence: say`${m.names.process(deed.process)} set O_NONBLOCK on ${m.names.object(is.id)} at ${at(m.step.n)}, which also affects
        ${list(others.map((p) => m.names.process(p)))}: their calls now fail with EAGAIN instead of waiting.`,
    }];
  });
}

/** A process received a descriptor with the flag already set. */
function arrived(m: DetectionContext) {
  const came = Object.values(m.step.diff.added).filter((e): e is DescriptorEntity => e.kind === 'descriptor' && e.how !== 'created');
  return came.flatMap((d) => {
    const socket: SocketEntity | undefined = entity(m.after, 'socket', d.object);
    if (!socket?.nonblocking || socket.nonblockingSince === null || socket.nonblockingSince >= m.step.n) return [];
    if (processesAt(m.after, socket.id).length < 2) return [];
    return [{
      subjects: [socket.id],
      sentence: say`${m.names.descriptor(d)} arrived at ${at(m.step.n)} with O_NONBLOCK, set at ${at(socket.nonblockingSince)}: the flag is
        shared, so clearing it affects every holder of ${m.names.object(socket.id)}.`,
    }];
  });
}
