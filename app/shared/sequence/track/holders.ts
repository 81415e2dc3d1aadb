/** The holders of each object, updated per step. */
import type { DescriptorEntity } from '../../domain/entities.ts';
import type { DescriptorId, ObjectId, ProcessId } from '../../domain/ids.ts';

export class Holders {
  readonly #of = new Map<ObjectId, Map<DescriptorId, ProcessId>>();

  add({ id, object, process }: DescriptorEntity): void {
    const holders = this.#of.get(object) ?? new Map<DescriptorId, ProcessId>();
    this.#of.set(object, holders);
    holders.set(id, process);
  }

  remove({ id, object }: DescriptorEntity): void {
    const holders = this.#of.get(object);
    holders?.delete(id);
    if (holders?.size === 0) this.#of.delete(object);
  }

  /** The process that has held it longest. */
  first(object: ObjectId): ProcessId | undefined {
    return this.#of.get(object)?.values().next().value;
  }
}
