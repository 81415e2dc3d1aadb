/** The facts of a world that handles reveal under Winsock, independent of which process probes them and when. */
import type { DescriptorEntity, ProcessEntity } from '../../app/shared/domain/entities.ts';
import { entity, type WorldView } from '../../app/shared/domain/world.ts';
import { type Fact, readFact } from '../../app/shared/trace/step.ts';
import { handleProbes, type HandleProbes } from '../channel/handle-probes.ts';
import { type HandleRef, lookTogether } from '../winsock/identity.ts';

/** The descriptors of the world that can be probed, by object: of these objects, or of all. */
export function handlesByObject(
  world: WorldView, wanted: ReadonlySet<string> | null = null,
): Map<string, { id: string; handle: HandleRef }[]> {
  const objects = new Map<string, { id: string; handle: HandleRef }[]>();
  for (const descriptor of wanted ? [...wanted].flatMap((object) => [...world.holding(object)]) : world.ofKind('descriptor')) {
    const handle = handleOf(world, descriptor);
    if (!handle) continue;
    const known = objects.get(descriptor.object);
    if (known) known.push({ id: descriptor.id, handle });
    else objects.set(descriptor.object, [{ id: descriptor.id, handle }]);
  }
  return objects;
}

/**
 * Per descriptor `identity`: whether it refers to the same object as the first descriptor of its socket, or null if
 * the handle does not exist; per socket `references`; per event `set`. `objects`: limits this to these sockets, null for all.
 */
export function winsockFacts(
  world: WorldView, probes: Pick<HandleProbes, 'object' | 'isSet'>, objects: ReadonlySet<string> | null = null,
): readonly Fact[] {
  const facts: Fact[] = [];
  for (const [object, descriptors] of handlesByObject(world, objects)) {
    const { first, references, same } = probes.object(descriptors.map(({ handle }) => handle));
    for (const [i, { id, handle }] of descriptors.entries()) {
      const is = i === first ? true : first < 0 || i < first ? null : same[i - first - 1] ?? null;
      facts.push(readFact(id, 'identity',
        is === null ? null : is ? `same object as ${nameOf(descriptors[first]?.handle ?? handle)}` : 'different object'));
      if (i === first) facts.push(readFact(object, 'references', references));
    }
  }
  for (const event of world.ofKind('event')) {
    const target = handleOf(world, event);
    const set = target && probes.isSet(target);
    if (set !== null) facts.push(readFact(event.id, 'set', set));
  }
  return facts;
}

/** The same, probed from this process now. */
export const probeWinsock = (world: WorldView): readonly Fact[] => lookTogether(() => winsockFacts(world, handleProbes));

/** A handle of the world in its owner's numbering; null if it does not exist or has no live owner. */
export function handleOf(world: WorldView, owned: Pick<DescriptorEntity, 'process' | 'number'>): HandleRef | null {
  const process: ProcessEntity | undefined = entity(world, 'process', owned.process);
  if (process?.state !== 'running' || process.pid === null || owned.number === null) return null;
  return { pid: process.pid, handle: owned.number };
}

// With its process, because handle values are per process and the same number can refer to another socket.
const nameOf = ({ handle, pid }: HandleRef): string => `0x${handle.toString(16)} of process ${pid}`;