/** A world that changes are applied to in place; its indexes are kept up to date. */
import type { WorldDiff } from './diff.ts';
import type { DescriptorEntity, Entity, EntityKind, EntityOf, OperationEntity } from './entities.ts';
import { KindIndex } from './kind-index.ts';
import type { WorldView } from './world.ts';

export class MutableWorld implements WorldView {
  readonly #entities = new Map<string, Entity>();
  readonly #index = new KindIndex([]);
  #changes = 0;

  /** How often a change was applied. */
  get changes(): number {
    return this.#changes;
  }

  get(id: string): Entity | undefined {
    return this.#entities.get(id);
  }

  values(): Iterable<Entity> {
    return this.#entities.values();
  }

  ofKind<K extends EntityKind>(kind: K): Iterable<EntityOf<K>> {
    return this.#index.ofKind(kind);
  }

  living<K extends EntityKind>(kind: K): Iterable<EntityOf<K>> {
    return this.#index.living(kind);
  }

  holding(object: string): Iterable<DescriptorEntity> {
    return this.#index.holding(object);
  }

  inSlot(process: string, number: number): Iterable<DescriptorEntity> {
    return this.#index.inSlot(process, number);
  }

  under(process: string, number: number): Iterable<OperationEntity> {
    return this.#index.under(process, number);
  }

  /** Applies a change. Entities keep their identity. */
  apply(diff: WorldDiff): void {
    this.#changes += 1;
    for (const id in diff.removed) {
      this.#entities.delete(id);
      this.#index.remove(diff.removed[id]!);
    }
    for (const id in diff.added) this.#put(diff.added[id]!);
    for (const id in diff.updated) this.#put(diff.updated[id]![1]);
  }

  #put(entity: Entity): void {
    this.#entities.set(entity.id, entity);
    this.#index.put(entity);
  }
}
