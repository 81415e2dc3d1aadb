/**
 * The changes of a trace file, made whole. A line has only the fields that changed; what an entity was before is its last form.
 * In long recordings entities come and go between a few forms, such as a socket with and without unread bytes: equal forms are one
 * object, and a repeated change of the same forms is one too. Most of a million steps then add no entity to memory.
 */
import { EMPTY_DIFF, hasKey, type WorldDiff } from '../domain/diff.ts';
import type { Entity } from '../domain/entities.ts';
import { extendedEntity } from '../domain/socket-extensions.ts';

/** Former forms of an entity that are compared with a new one. */
const FORMER = 4;
/** Changes that are remembered; more are forgotten together. */
const MOST = 8192;

export const NO_THINGS: Readonly<Record<string, never>> = Object.freeze({});

type Writable<T> = { -readonly [K in keyof T]: { -readonly [P in keyof T[K]]: T[K][P] } };

export class Forms {
  readonly #last = new Map<string, Entity>();
  /** The forms of each entity that has changed, the newest last. */
  readonly #former = new Map<string, Entity[]>();
  /** Whole changes that only update, by their form in a line; lines share that. */
  readonly #known = new Map<object, WorldDiff>();

  /**
   * The change with what was before it, and after it what did not change. Null when a line changes what no line before has spoken of.
   * @param stored lines that repeat it give the same object, which must not be changed.
   */
  wholeDiff(stored: Partial<WorldDiff>): WorldDiff | null {
    const known = this.#known.get(stored);
    if (known && this.#continues(known)) return known;
    const { added = NO_THINGS, updated = NO_THINGS, removed = NO_THINGS } = stored;
    const whole: Writable<WorldDiff> = { added: NO_THINGS, updated: NO_THINGS, removed: NO_THINGS };
    for (const id in removed) {
      if (whole.removed === NO_THINGS) whole.removed = {};
      whole.removed[id] = extendedEntity(id, removed[id]!);
      this.#last.delete(id);
      this.#former.delete(id);
    }
    for (const id in added) {
      if (whole.added === NO_THINGS) whole.added = {};
      const made = extendedEntity(id, added[id]!);
      whole.added[id] = made;
      this.#last.set(id, made);
    }
    for (const id in updated) {
      if (whole.updated === NO_THINGS) whole.updated = {};
      const pair = updated[id] as unknown as readonly [Entity | null, Partial<Entity>];
      // A file that contradicts itself is shown as it tells the story: by what came after each step.
      const before = this.#last.get(id) ?? (pair[0] && extendedEntity(id, pair[0]));
      if (before === null) return null;
      const after = this.#after(id, before, pair[1]);
      whole.updated[id] = [before, after];
      this.#last.set(id, after);
    }
    if (whole.added !== NO_THINGS || whole.removed !== NO_THINGS) return whole;
    if (!hasKey(whole.updated)) return EMPTY_DIFF;
    if (this.#known.size === MOST) this.#known.clear();
    this.#known.set(stored, whole);
    return whole;
  }

  /** Whether a change begins with the last forms, as it did before; then it is made. */
  #continues({ updated }: WorldDiff): boolean {
    for (const id in updated) if (this.#last.get(id) !== updated[id]![0]) return false;
    for (const id in updated) this.#last.set(id, updated[id]![1]);
    return true;
  }

  #after(id: string, before: Entity, change: Partial<Entity>): Entity {
    const changed = extendedEntity(id, change, before);
    if (changed.id !== undefined) return changed as Entity;
    const former = this.#former.get(id) ?? [];
    if (former.length === 0) this.#former.set(id, former);
    if (!former.includes(before)) former.push(before);
    if (former.length > FORMER) former.shift();
    return former.find((form) => isForm(form, before, changed)) ?? { ...before, ...changed } as Entity;
  }
}

type Fields = Readonly<Record<string, unknown>>;

/** Whether a form is `before` with the changed fields. */
function isForm(form: object, before: object, changed: object): boolean {
  const [a, b, c] = [form as Fields, before as Fields, changed as Fields];
  for (const key in c) if (!Object.hasOwn(a, key) || !equal(a[key], c[key])) return false;
  for (const key in b) if (!Object.hasOwn(c, key) && a[key] !== b[key]) return false;
  for (const key in a) if (!Object.hasOwn(b, key) && !Object.hasOwn(c, key)) return false;
  return true;
}

/** Whether two values of JSON are equal. */
function equal(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  const [a, b] = [one as Fields, other as Fields];
  for (const key in a) if (!Object.hasOwn(b, key) || !equal(a[key], b[key])) return false;
  for (const key in b) if (!Object.hasOwn(a, key)) return false;
  return true;
}
