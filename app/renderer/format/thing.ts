/** A short name for any thing of a world, as in the graph and the sentences. */
import { assertNever } from '../../shared/base/assert-never.ts';
import type { Entity, Rules } from '../../shared/domain/entities.ts';
import type { ProcessId } from '../../shared/domain/ids.ts';
import { type WorldView, entity } from '../../shared/domain/world.ts';
import { numberText, registrationText, socketTitle } from '../../shared/domain/labels.ts';
import { strings } from './strings.ts';

const count = (id: string) => `#${id.slice(id.indexOf(':') + 1)}`;

/** "worker's descriptor 0xCC", "underlying socket #2 TCP", "registration FD_READ → reader 0x9C". */
export function thingName(world: WorldView, rules: Rules, thing: Entity): string {
  const owner = (id: ProcessId): string => entity(world, 'process', id)?.name ?? id.slice('process:'.length);
  switch (thing.kind) {
    case 'process': return strings.things.process(thing.name);
    case 'descriptor': return strings.things.descriptor(owner(thing.process), thing.number === null ? '' : numberText(rules, thing.number));
    case 'socket': return strings.things.socket(socketTitle(thing));
    case 'epoll': return strings.things.epoll(count(thing.id));
    case 'pidfd': return strings.things.pidfd(owner(thing.of));
    case 'transfer': return strings.things.transfer(thing.name === null ? count(thing.id) : `$${thing.name}`, thing.form);
    case 'registration': return strings.things.registration(registrationText(world, rules, thing));
    case 'event': return strings.things.event(owner(thing.process), numberText(rules, thing.number));
    case 'pending': return strings.things.blocked(owner(thing.process), thing.call);
    case 'window': return strings.things.window(owner(thing.process), numberText(rules, thing.number));
    case 'operation': return strings.things.operation(owner(thing.process), thing.call);
    case 'port': return strings.things.port(owner(thing.process), numberText(rules, thing.number));
    default: return assertNever(thing, 'entity');
  }
}
