import type { ObjectId, ProcessId, SocketId } from '../domain/ids.ts';
import { descriptorsFor, entity, pendingOn, transfersInFlight } from '../domain/world.ts';
import { at, say } from '../trace/sentence.ts';
import { holds, isOpen } from './holding.ts';
import type { Detector, DetectionContext } from './types.ts';

/**
 * S31, P16: a stream ends with the last holder of its sending end. A process that gave one end away and keeps both holds the end
 * that it waits for, so it never sees the peer exit.
 */
export const bothEndsHeld: Detector = {
  id: 'both-ends-held',
  title: 'A process holds both ends of a connection',
  rules: { winsock: ['S31'], linux: ['P16'] },
  detect(m) {
    return givers(m).flatMap(([process, given]) => {
      const own = peerOf(m, given);
      if (own === null || !keepsBoth(m, process, own, given)) return [];
      return [{
        subjects: [own, given, process],
        sentence: say`${m.names.process(process)} still holds both ends of a connection since ${at(m.step.n)}: it gave
          ${m.names.object(given)} away and kept a descriptor of it. While it does, ${m.names.object(own)} never reports the end of the
          stream, even if every other process exits.`,
      }];
    });
  },
  stillHolds(hazard, m) {
    const [own, given, process] = hazard.subjects as [SocketId, SocketId, ProcessId];
    return keepsBoth(m, process, own, given);
  },
};

/**
 * Processes whose descriptor of an object arrived elsewhere, and those that start to wait for data while another process
 * shares the peer.
 */
function givers(m: DetectionContext): readonly (readonly [ProcessId, ObjectId])[] {
  const arrived = Object.values(m.step.diff.updated)
    .flatMap(([, e]) => (e.kind === 'transfer' && e.state === 'imported' ? e.objects.map((o) => [e.from, o] as const) : []));
  const { deed } = m;
  if (!deed?.does.receives || deed.object === null) return arrived;
  if (!pendingOn(m.after, deed.object).some((p) => p.process === deed.process)) return arrived;
  const peer = peerOf(m, deed.object);
  return peer === null ? arrived : [...arrived, [deed.process, peer]];
}

function peerOf(m: DetectionContext, object: ObjectId): SocketId | null {
  return entity(m.after, 'socket', object)?.peer ?? null;
}

function keepsBoth(m: DetectionContext, process: ProcessId, own: ObjectId, given: ObjectId): boolean {
  if (![own, given].every((id) => isOpen(m.after, id) && holds(m.after, id, process))) return false;
  return transfersInFlight(m.after, given).some((t) => t.from === process)
    || descriptorsFor(m.after, given).some((d) => d.process !== process);
}
