/** A world that a bridge in another process has, too: only what is new or another since the last time is sent. */
import type { WorldDiff } from '../../app/shared/domain/diff.ts';
import type { Entity, EntityKind } from '../../app/shared/domain/entities.ts';
import { LiveWorld } from '../../app/shared/domain/live-world.ts';
import type { WorldView } from '../../app/shared/domain/world.ts';

/** What bridges look at: who there is, what they hold, and what waits. Transfers and what is over they need not know. */
const KINDS: readonly EntityKind[] = ['process', 'descriptor', 'socket', 'epoll', 'pidfd', 'event', 'registration', 'operation', 'pending'];

export interface WorldNews {
  put: readonly Entity[];
  gone: readonly string[];
}

/** The sending side. */
export class WorldSender {
  #sent: ReadonlyMap<string, Entity> = new Map();

  /** What the other side does not know of this world. It must be sent: it counts as known from here on. */
  news(world: WorldView): WorldNews {
    const now = new Map<string, Entity>();
    const put: Entity[] = [];
    for (const kind of KINDS) {
      for (const entity of world.living(kind)) {
        now.set(entity.id, entity);
        if (this.#sent.get(entity.id) !== entity) put.push(entity);
      }
    }
    const gone = [...this.#sent.keys()].filter((id) => !now.has(id));
    this.#sent = now;
    return { put, gone };
  }
}

/** The receiving side; entities that did not change keep their identity. */
export class WorldReceiver {
  readonly world = new LiveWorld();

  take({ put, gone }: WorldNews): void {
    const removed: WorldDiff['removed'] = Object.fromEntries(gone.flatMap((id) => {
      const entity = this.world.get(id);
      return entity ? [[id, entity]] : [];
    }));
    this.world.apply({ added: Object.fromEntries(put.map((entity) => [entity.id, entity])), updated: {}, removed });
  }
}
