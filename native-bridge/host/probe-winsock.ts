/**
 * Facts about a world under Winsock, by handles only (section J): never recv or WSAEnumNetworkEvents, which
 * change what they look at (S44, W7). Each look holds a duplicate for some microseconds, and is over before
 * the next call is performed.
 */
import type { DescriptorEntity, ProcessEntity } from '../../app/shared/domain/entities.ts';
import { allOf, entity, type WorldView } from '../../app/shared/domain/world.ts';
import type { Fact } from '../../app/shared/trace/step.ts';
import { eventIsSet, handleCount, sameObject, ProbeError, type HandleRef } from '../winsock/identity.ts';

/**
 * Per descriptor `identity`: whether it stands for the same object as the first descriptor of its socket, or
 * null when there is no such handle; per socket `references`; per event `set`.
 */
export function probeWinsock(world: WorldView): readonly Fact[] {
  const facts: Fact[] = [];
  const first = new Map<string, HandleRef>();
  for (const descriptor of allOf(world, 'descriptor')) {
    const target = handleOf(world, descriptor);
    if (!target) continue;
    const known = first.get(descriptor.object);
    if (known) {
      facts.push(read(descriptor.id, 'identity', compare(known, target)));
      continue;
    }
    const references = look(() => handleCount(target));
    if (references === null) {
      facts.push(read(descriptor.id, 'identity', null));
      continue;
    }
    first.set(descriptor.object, target);
    facts.push(read(descriptor.id, 'identity', `same object as ${nameOf(target)}`), read(descriptor.object, 'references', references));
  }
  for (const event of allOf(world, 'event')) {
    const target = handleOf(world, event);
    const set = target && look(() => eventIsSet(target));
    if (set !== null) facts.push(read(event.id, 'set', set));
  }
  return facts;
}

function compare(known: HandleRef, target: HandleRef): string | null {
  const same = look(() => sameObject(known, target));
  if (same === null) return null;
  return same ? `same object as ${nameOf(known)}` : 'different object';
}

function handleOf(world: WorldView, owned: Pick<DescriptorEntity, 'process' | 'number'>): HandleRef | null {
  const process: ProcessEntity | undefined = entity(world, 'process', owned.process);
  if (process?.state !== 'running' || process.pid === null || owned.number === null) return null;
  return { pid: process.pid, handle: owned.number };
}

/** What cannot be looked at is unknown, and no reason to fail the step. */
function look<T>(probe: () => T): T | null {
  try {
    return probe();
  } catch (error) {
    if (error instanceof ProbeError) return null;
    throw error;
  }
}

// With its process, because handle values are per process and the same number may stand for another socket.
const nameOf = ({ handle, pid }: HandleRef): string => `0x${handle.toString(16)} of process ${pid}`;
const read = (subject: string, what: string, value: Fact['value']): Fact => ({ subject, what, value, known: 'read' });
