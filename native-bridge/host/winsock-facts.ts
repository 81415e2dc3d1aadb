/** Which facts of a world handles can tell under Winsock, whoever looks at them, and when. */
import type { DescriptorEntity, ProcessEntity } from '../../app/shared/domain/entities.ts';
import { allOf, entity, type WorldView } from '../../app/shared/domain/world.ts';
import type { Fact } from '../../app/shared/trace/step.ts';
import type { HandleRef } from '../winsock/identity.ts';

/** Looks at handles; null for what cannot be looked at, which is unknown and no reason to fail a step. */
export interface HandleLooks {
  references(handle: HandleRef): number | null;
  same(a: HandleRef, b: HandleRef): boolean | null;
  isSet(event: HandleRef): boolean | null;
}

/**
 * Per descriptor `identity`: whether it stands for the same object as the first descriptor of its socket, or
 * null when there is no such handle; per socket `references`; per event `set`.
 */
export function winsockFacts(world: WorldView, looks: HandleLooks): readonly Fact[] {
  const facts: Fact[] = [];
  const first = new Map<string, HandleRef>();
  for (const descriptor of allOf(world, 'descriptor')) {
    const target = handleOf(world, descriptor);
    if (!target) continue;
    const known = first.get(descriptor.object);
    if (known) {
      const same = looks.same(known, target);
      facts.push(read(descriptor.id, 'identity', same === null ? null : same ? `same object as ${nameOf(known)}` : 'different object'));
      continue;
    }
    const references = looks.references(target);
    if (references === null) {
      facts.push(read(descriptor.id, 'identity', null));
      continue;
    }
    first.set(descriptor.object, target);
    facts.push(read(descriptor.id, 'identity', `same object as ${nameOf(target)}`), read(descriptor.object, 'references', references));
  }
  for (const event of allOf(world, 'event')) {
    const target = handleOf(world, event);
    const set = target && looks.isSet(target);
    if (set !== null) facts.push(read(event.id, 'set', set));
  }
  return facts;
}

/** A handle of the world as its owner names it; null when there is none, or nobody who could have it. */
export function handleOf(world: WorldView, owned: Pick<DescriptorEntity, 'process' | 'number'>): HandleRef | null {
  const process: ProcessEntity | undefined = entity(world, 'process', owned.process);
  if (process?.state !== 'running' || process.pid === null || owned.number === null) return null;
  return { pid: process.pid, handle: owned.number };
}

// With its process, because handle values are per process and the same number may stand for another socket.
const nameOf = ({ handle, pid }: HandleRef): string => `0x${handle.toString(16)} of process ${pid}`;
const read = (subject: string, what: string, value: Fact['value']): Fact => ({ subject, what, value, known: 'read' });
