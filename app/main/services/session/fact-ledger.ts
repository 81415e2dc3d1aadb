/** The present knowledge of the system. Decides whether a step can contradict it without checking every fact. */
import type { Entity, SocketEntity } from '../../../shared/domain/entities.ts';
import { type WorldView, entity } from '../../../shared/domain/world.ts';
import type { Probed } from '../../../shared/provider/provider.ts';
import { expectedFact, factMismatches } from '../../../shared/trace/compare.ts';
import type { Fact } from '../../../shared/trace/step.ts';

/** Changed things of the world, with their earlier and later forms. */
export type ChangedForms = ReadonlyMap<string, readonly Entity[]>;

export class FactLedger {
  readonly #facts = new Map<string, readonly Fact[]>();
  /** The object of each identity. A removed object stays here until its identity is reused. */
  readonly #owners = new Map<string, string>();

  /** Adds the results of a probe. */
  take(world: WorldView, { facts, of }: Probed): void {
    if (of === null) {
      this.#facts.clear();
      this.#owners.clear();
    } else for (const id of of) this.#facts.delete(id);
    const bySubject = new Map<string, Fact[]>();
    for (const fact of facts) {
      const own = bySubject.get(fact.subject);
      if (own) own.push(fact);
      else bySubject.set(fact.subject, [fact]);
    }
    for (const [subject, own] of bySubject) this.#facts.set(subject, own);
    if (of !== null) return;
    for (const [subject, own] of bySubject) {
      const object = entity(world, 'descriptor', subject)?.object;
      const value = identityIn(own);
      if (object !== undefined && value !== null) this.#owners.set(value, object);
    }
  }

  /**
   * Whether a fact can contradict the world, given the values just read and the changes of the world. Never false if one
   * does; if true, a complete check decides.
   */
  mayContradict(world: WorldView, { of }: Probed, changed: ChangedForms): boolean {
    const related = of && relatedTo(world, changed);
    if (!related) return factMismatches(world, [...this.#facts.values()].flat()).length > 0;
    const objects = new Set<string>();
    for (const subject of new Set([...of, ...related])) {
      const object = entity(world, 'descriptor', subject)?.object;
      if (object !== undefined) objects.add(object);
      for (const fact of this.#facts.get(subject) ?? []) {
        const expected = fact.what === 'identity' ? undefined : expectedFact(world, fact);
        if (expected !== undefined && expected !== fact.value) return true;
      }
    }
    return [...objects].some((object) => this.#isMistaken(world, object));
  }

  /** Each object has one identity, and no two objects share one. */
  #isMistaken(world: WorldView, object: string): boolean {
    if (!object.startsWith('socket:')) return false;
    const values = this.#identities(world, object);
    if (values.size > 1) return true;
    for (const value of values) {
      const owner = this.#owners.get(value);
      if (owner !== undefined && owner !== object && this.#identities(world, owner).has(value)) return true;
      this.#owners.set(value, object);
    }
    return false;
  }

  #identities(world: WorldView, object: string): Set<string> {
    return new Set([...world.holding(object)].flatMap(({ id }) => identityIn(this.#facts.get(id) ?? []) ?? []));
  }
}

function identityIn(facts: readonly Fact[]): string | null {
  const value = facts.find((fact) => fact.what === 'identity')?.value;
  return typeof value === 'string' ? value : null;
}

/** Ids whose expected values can depend on these changes; null if any can. */
function relatedTo(world: WorldView, changed: ChangedForms): Set<string> | null {
  // The possible effects of a waiting call show at sockets unrelated to it.
  for (const _ of world.ofKind('pending')) return null;
  const related = new Set<string>();
  for (const [id, forms] of changed) {
    related.add(id);
    for (const form of forms) {
      if (form.kind === 'pending') return null;
      for (const object of objectsOf(world, form)) {
        related.add(object);
        const peer = entity(world, 'socket', object)?.peer;
        if (peer) related.add(peer);
      }
    }
  }
  return related;
}

function objectsOf(world: WorldView, form: Entity): readonly string[] {
  switch (form.kind) {
    case 'descriptor': return [form.object];
    case 'socket': return form.peer ? [form.id, form.peer] : [form.id];
    case 'registration': return [form.socket, ...(form.target ? [form.target] : [])];
    case 'transfer': return form.carrier ? [...form.objects, form.carrier, ...listenersBefore(world, form.carrier)] : form.objects;
    default: return [];
  }
}

/** Data queued in a connection that has not been accepted counts at its listener. */
function listenersBefore(world: WorldView, carrier: SocketEntity['id']): string[] {
  for (const _ of world.holding(carrier)) return [];
  return [...world.living('socket')].filter(({ backlog }) => backlog.includes(carrier)).map(({ id }) => id);
}
