/** Any thing of a world by a short name, as the picture and the sentences call it. */
import { assertNever } from '../../shared/assert-never.ts';
import type { Entity, Rules } from '../../shared/domain/entities.ts';
import type { WorldView } from '../../shared/domain/world.ts';
import { numberText, registrationText, socketTitle } from '../../shared/picture/words.ts';

const owner = (id: string) => id.slice('process:'.length);
const count = (id: string) => `#${id.slice(id.indexOf(':') + 1)}`;

/** "worker's descriptor 0xCC", "underlying socket #2 TCP", "registration FD_READ → reader 0x9C". */
export function thingName(world: WorldView, rules: Rules, thing: Entity): string {
  switch (thing.kind) {
    case 'process': return `process ${thing.name}`;
    case 'descriptor': return `${owner(thing.process)}'s descriptor ${thing.number === null ? '' : numberText(rules, thing.number)}`.trimEnd();
    case 'socket': return `underlying socket ${socketTitle(thing).replace('#outside-', 'of an outside process #')}`;
    case 'epoll': return `epoll instance ${count(thing.id)}`;
    case 'pidfd': return `process descriptor of ${owner(thing.of)}`;
    case 'transfer': return `transfer ${thing.name === null ? count(thing.id) : `$${thing.name}`} (${thing.form})`;
    case 'registration': return `registration ${registrationText(world, rules, thing)}`;
    case 'event': return `${owner(thing.process)}'s event object ${numberText(rules, thing.number)}`;
    case 'pending': return `${owner(thing.process)}'s ${thing.call}, blocked`;
    case 'window': return `${owner(thing.process)}'s window ${numberText(rules, thing.number)}`;
    case 'operation': return `${owner(thing.process)}'s overlapped ${thing.call}`;
    case 'port': return `${owner(thing.process)}'s completion port ${numberText(rules, thing.number)}`;
    default: return assertNever(thing, 'entity');
  }
}
