import { describe, expect, it } from 'vitest';
import type { HandleRef, ObjectSeen } from '../winsock/identity.ts';
import type { HandleProbes } from '../channel/handle-probes.ts';
import { probeHandles } from '../peer/probe-along.ts';
import { aDescriptor, anEvent, aProcess, aSocket } from './entities.fixture.ts';
import { factsFrom, probePlan } from './piggyback-probe.ts';
import { worldOf } from './session.fixture.ts';
import { winsockFacts } from './winsock-facts.ts';

/** Handles of a system, "pid:handle", with the object each stands for; a count of probes at objects of other processes. */
class System implements HandleProbes {
  readonly handles = new Map<string, string>();
  readonly set = new Set<string>();
  looked: string[] = [];

  object(handles: readonly HandleRef[]): ObjectSeen {
    this.looked.push(handles.map(name).join(' '));
    const objects = handles.map((handle) => this.handles.get(name(handle)));
    const first = objects.findIndex((object) => object !== undefined);
    const references = [...this.handles.values()].filter((object) => object === objects[first]).length;
    return { first, references: first < 0 ? 0 : references,
      same: objects.slice(first + 1).map((object) => (object === undefined ? null : object === objects[first])) };
  }

  isSet(event: HandleRef): boolean | null {
    return this.handles.has(name(event)) ? this.set.has(name(event)) : null;
  }

  together<T>(work: () => T): T {
    return work();
  }
}

const name = ({ pid, handle }: HandleRef): string => `${pid}:${handle}`;
const processes = [aProcess('main', 1), aProcess('worker', 2)];

describe('probes that are taken along with a call', () => {
  it('give the same facts after an import as a separate probe', () => {
    const system = new System();
    system.handles.set('1:10', 'a').set('1:11', 'b').set('2:20', 'a').set('1:50', 'event');
    system.set.add('1:50');
    const before = worldOf([...processes, aSocket(1), aSocket(2), aDescriptor(1, 'main', 10, 'socket:1'),
      aDescriptor(2, 'main', 11, 'socket:2'), anEvent(1, 'main', 50)]);
    const probes = probeHandles(probePlan(before, null), system, 2, { descriptor: 20 });
    const after = worldOf([...before.values(), aDescriptor(3, 'worker', 20, 'socket:1')]);
    expect(factsFrom(after, probes)).toEqual(winsockFacts(after, system));
    expect(factsFrom(after, probes)).toContainEqual({ subject: 'descriptor:3', what: 'identity', value: 'same object as 0xa of process 1',
      known: 'read' });
    // Had it come to stand for something else, that would be seen.
    const wrong = worldOf([...before.values(), aDescriptor(3, 'worker', 20, 'socket:2')]);
    expect(factsFrom(wrong, probes))
      .toContainEqual({ subject: 'descriptor:3', what: 'identity', value: 'different object', known: 'read' });
    const alone = worldOf([...before.values(), aSocket(3), aDescriptor(3, 'worker', 20, 'socket:3')]);
    expect(factsFrom(alone, probes)).toContainEqual({ subject: 'socket:3', what: 'references', value: 2, known: 'read' });
  });

  it('report the remaining holders after a close, and a missing descriptor', () => {
    const system = new System();
    system.handles.set('2:20', 'a').set('2:21', 'a');
    const before = worldOf([
      ...processes, aSocket(1), aDescriptor(1, 'main', 10, 'socket:1'), aDescriptor(2, 'worker', 20, 'socket:1'),
      aDescriptor(3, 'worker', 21, 'socket:1'),
    ]);
    const probes = probeHandles(probePlan(before, null), system, 1, {});
    const after = worldOf([...before.values()].filter(({ id }) => id !== 'descriptor:1'));
    expect(factsFrom(after, probes)).toEqual(winsockFacts(after, system));
    expect(factsFrom(before, probes)?.[0]).toEqual({ subject: 'descriptor:1', what: 'identity', value: null, known: 'read' });
  });

  it('are no answer where something was not looked at', () => {
    const system = new System();
    system.handles.set('1:10', 'a').set('1:11', 'b');
    const before = worldOf([...processes, aSocket(1), aDescriptor(1, 'main', 10, 'socket:1')]);
    const probes = probeHandles(probePlan(before, null), system, 1, {});
    expect(factsFrom(before, probes)).not.toBeNull();
    expect(factsFrom(worldOf([...before.values(), aSocket(2), aDescriptor(2, 'main', 11, 'socket:2')]), probes)).toBeNull();
    expect(factsFrom(worldOf([...before.values(), anEvent(1, 'main', 50)]), probes)).toBeNull();
  });

  it('skip entities that a call cannot change, except events and processes with waiting calls', () => {
    const system = new System();
    system.handles.set('1:10', 'a').set('2:20', 'b').set('1:50', 'event');
    const world = worldOf([...processes, aSocket(1), aSocket(2), aDescriptor(1, 'main', 10, 'socket:1'),
      aDescriptor(2, 'worker', 20, 'socket:2'), anEvent(1, 'main', 50)]);
    const planned = (objects: string[],
      unsure: string[] = []) => probePlan(world, { objects: new Set(objects), tables: new Set(), unsure: new Set(unsure) });
    probeHandles(planned(['socket:1']), system, 1, {});
    expect(system.looked.filter(Boolean)).toEqual(['1:10']);
    expect(planned([])).toEqual({ objects: [], events: [{ pid: 1, handle: 50 }] });
    expect(planned([], ['worker']).objects).toEqual([[{ pid: 2, handle: 20 }]]);
  });
});
