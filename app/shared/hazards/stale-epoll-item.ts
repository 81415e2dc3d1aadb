import type { DescriptorEntity, RegistrationEntity } from '../domain/entities.ts';
import { type WorldView, descriptorOf, descriptorsFor, entity } from '../domain/world.ts';
import { at, say } from '../trace/sentence.ts';
import type { Detector, Finding, DetectionContext } from './types.ts';

/** P12, P13, P22: the item belongs to the description, and its number can be reused. */
export const staleEpollItem: Detector = {
  id: 'stale-epoll-item',
  title: 'An epoll item outlives its descriptor',
  rules: { winsock: [], linux: ['P12', 'P13', 'P22'] },
  detect(m) {
    if (m.rules !== 'linux') return [];
    const { added, removed } = m.step.diff;
    const numbers = new Set<number | null>();
    for (const e of [...Object.values(added), ...Object.values(removed)]) if (e.kind === 'descriptor') numbers.add(e.number);
    if (numbers.size === 0) return [];
    return [...m.after.living('registration')].filter((r) => numbers.has(r.number) && isStale(m.after, r)).map((r) => finding(m, r));
  },
  stillHolds(hazard, m) {
    const item = entity(m.after, 'registration', hazard.subjects[0]!);
    if (!item || !isStale(m.after, item)) return false;
    const heir = hazard.subjects.find((id) => id.startsWith('descriptor:'));
    return heir === undefined ? newOwner(m.after, item) === undefined : m.after.get(heir) !== undefined;
  },
};

function finding(m: DetectionContext, r: RegistrationEntity): Finding {
  const fd = m.names.number(r.number);
  const heir = newOwner(m.after, r);
  if (heir) {
    return {
      subjects: [r.id, r.socket, heir.id],
      sentence: say`${fd} of ${m.names.process(r.process)} has referred to ${m.names.object(heir.object)} since ${at(heir.step)}, while
        ${m.names.registration(r)} of ${at(r.step)} still reports ${m.names.object(r.socket)} under that number: events of one socket look
        like events of the other.`,
    };
  }
  return {
    subjects: [r.id, r.socket],
    sentence: say`${fd} was closed at ${at(m.step.n)}, but ${m.names.registration(r)} of ${at(r.step)} still exists with
      ${m.names.object(r.socket)}: it reports a closed number and can be neither changed nor deleted.`,
  };
}

/** No holder of the instance still has the number for this socket. */
function isStale(world: WorldView, r: RegistrationEntity): boolean {
  if (r.api !== 'epoll' || r.state !== 'current' || r.number === null || !r.target?.startsWith('epoll:')) return false;
  if (entity(world, 'socket', r.socket)?.closedAt !== null) return false;
  const holders = descriptorsFor(world, r.target as `epoll:${number}`);
  return !holders.some((h) => descriptorOf(world, h.process, r.number!)?.object === r.socket);
}

function newOwner(world: WorldView, r: RegistrationEntity): DescriptorEntity | undefined {
  return r.number === null ? undefined : descriptorOf(world, r.process, r.number);
}
