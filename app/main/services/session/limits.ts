/** What a call is refused for because its process, or the inspector itself, has as much as it may have. */
import type { CallSpec, ResultKind } from '../../../shared/calls/types.ts';
import type { Entity, ProcessEntity } from '../../../shared/domain/entities.ts';
import { type WorldView, allOf } from '../../../shared/domain/world.ts';
import { HOST, SESSION } from '../../../shared/limits.ts';

/** Kinds of results that stay with the process until it closes them. */
const HELD: ReadonlySet<ResultKind> = new Set<ResultKind>(['descriptor', 'descriptors', 'event', 'port', 'window']);
const HELD_KINDS = ['descriptor', 'event', 'port', 'window'] as const satisfies readonly Entity['kind'][];

/** Of the process, or null. `left`: how many descriptors this process can still open, for a call that it makes itself. */
export function limitRefusal(world: WorldView, call: CallSpec, { id, name }: ProcessEntity, left: (() => number | null) | null): string | null {
  // Rights can come with any recvmsg that leaves room for them.
  const adds = HELD.has(call.result) || call.resultBy !== undefined || call.args.some((arg) => arg.name === 'controlLength');
  if (adds) {
    const held = HELD_KINDS.reduce((sum, kind) => sum + allOf(world, kind).filter(({ process }) => process === id).length, 0);
    if (held >= SESSION.descriptors) return `${name} has ${held} descriptors and handles, and ${SESSION.descriptors} are the most for one process. Close some first`;
    const free = left?.() ?? null;
    if (free !== null && free <= HOST.freeDescriptors) {
      return `The inspector can open ${free} more descriptors, and keeps ${HOST.freeDescriptors} for itself. Close some in main, close a session, or raise "ulimit -n"`;
    }
  }
  if (!call.mayBlock && call.result !== 'operation') return null;
  const waiting = allOf(world, 'pending').filter(({ process }) => process === id).length
    + allOf(world, 'operation').filter(({ process, state }) => process === id && state === 'pending').length;
  return waiting < SESSION.waiting ? null
    : `${name} has ${waiting} calls that have not returned, and ${SESSION.waiting} are the most for one process. Let some return, or kill it`;
}
