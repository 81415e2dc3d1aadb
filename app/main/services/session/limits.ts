/** Refuses calls of a process, or of the inspector itself, that has reached a limit. */
import type { CallSpec, ResultKind } from '../../../shared/calls/types.ts';
import type { Entity, ProcessEntity } from '../../../shared/domain/entities.ts';
import type { WorldView } from '../../../shared/domain/world.ts';
import { HOST, SESSION } from '../../../shared/base/limits.ts';

/** Kinds of results that the process keeps until it closes them. */
const HELD: ReadonlySet<ResultKind> = new Set<ResultKind>(['descriptor', 'descriptors', 'event', 'port', 'window']);
const HELD_KINDS = ['descriptor', 'event', 'port', 'window'] as const satisfies readonly Entity['kind'][];

/** How many more descriptors can be opened; null if unknown or unlimited. */
type Left = () => number | null;

/** A reason, or null. `left`: descriptors left in this process, if it makes the call itself. */
export function limitRefusal(world: WorldView, call: CallSpec, { id, name }: ProcessEntity, left: Left | null): string | null {
  // Any recvmsg with a control buffer can receive descriptors.
  const adds = HELD.has(call.result) || call.resultBy !== undefined || call.args.some((arg) => arg.name === 'controlLength');
  if (adds) {
    const held = HELD_KINDS.reduce((sum, kind) => sum + count(world.ofKind(kind), ({ process }) => process === id), 0);
    if (held >= SESSION.descriptors) {
      return `${name} has ${held} descriptors and handles, and ${SESSION.descriptors} are the most for one process. Close some first`;
    }
    const free = left?.() ?? null;
    if (free !== null && free <= HOST.freeDescriptors) {
      return `The inspector can open ${free} more descriptors, and keeps ${HOST.freeDescriptors} for itself. `
        + 'Close some in main, close a session, or raise "ulimit -n"';
    }
  }
  if (!call.waits && call.result !== 'operation') return null;
  const waiting = count(world.ofKind('pending'), ({ process }) => process === id)
    + count(world.ofKind('operation'), ({ process, state }) => process === id && state === 'pending');
  if (waiting < SESSION.waiting) return null;
  return `${name} has ${waiting} calls that have not returned, and ${SESSION.waiting} are the most for one process. `
    + 'Let some return, or kill it';
}

function count<T>(all: Iterable<T>, of: (one: T) => boolean): number {
  let sum = 0;
  for (const one of all) if (of(one)) sum += 1;
  return sum;
}
