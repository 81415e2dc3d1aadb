/** The parts changed by a step, which a view highlights. */
import type { WorldDiff } from '../domain/diff.ts';
import type { SocketEntity, Entity } from '../domain/entities.ts';
import type { SocketId } from '../domain/ids.ts';
import { queuedBytes } from '../domain/world.ts';
import { addressText, stateLabel } from '../domain/labels.ts';
import type { SocketPart } from './types.ts';

export class Changes {
  readonly #diff: WorldDiff | null;
  readonly #references: Set<string>;

  constructor(diff: WorldDiff | null) {
    this.#diff = diff;
    this.#references = diff ? touchedReferences(diff) : new Set();
  }

  /** Created or changed by the step. */
  has(id: string): boolean {
    return this.#diff !== null && (id in this.#diff.added || id in this.#diff.updated);
  }

  appeared(id: string): boolean {
    return this.#diff !== null && id in this.#diff.added;
  }

  /** The socket option set by the step, with its value. */
  option(id: SocketId): string | null {
    const pair = this.#diff?.updated[id];
    return pair && pair[0].kind === 'socket' && pair[1].kind === 'socket' ? changedOption(pair[0], pair[1]) : null;
  }

  socket(id: SocketId): SocketPart[] {
    if (this.#diff === null) return [];
    if (id in this.#diff.added) return ['appeared'];
    const parts: SocketPart[] = this.#references.has(id) ? ['references'] : [];
    const pair = this.#diff.updated[id];
    if (pair && pair[0].kind === 'socket' && pair[1].kind === 'socket') parts.push(...socketParts(pair[0], pair[1]));
    return parts;
  }
}

/** "SO_KEEPALIVE = 1" for an option that differs between two states of a socket. */
function changedOption(before: SocketEntity, after: SocketEntity): string | null {
  for (const [name, value] of Object.entries(after.options)) {
    if (JSON.stringify(before.options[name]) === JSON.stringify(value)) continue;
    return `${name} = ${typeof value === 'object' ? `${value.onoff}, ${value.linger} s` : value}`;
  }
  return null;
}

function socketParts(before: SocketEntity, after: SocketEntity): SocketPart[] {
  const parts: SocketPart[] = [];
  if (stateLabel(before).text !== stateLabel(after).text) parts.push('state');
  if (addressText(before) !== addressText(after)) parts.push('address');
  if (queuedBytes(before) !== queuedBytes(after) || before.backlog.length !== after.backlog.length) parts.push('unread');
  if (before.nonblocking !== after.nonblocking) parts.push('blocking');
  return parts;
}

/** Sockets whose holders changed. An import replaces a transfer with a descriptor: the count stays, and a dot is filled. */
function touchedReferences(diff: WorldDiff): Set<string> {
  const touched = new Set<string>();
  const look = (e: Entity) => {
    if (e.kind === 'descriptor') touched.add(e.object);
    else if (e.kind === 'transfer') for (const object of e.objects) touched.add(object);
  };
  for (const id in diff.added) look(diff.added[id]!);
  for (const id in diff.removed) look(diff.removed[id]!);
  for (const id in diff.updated) {
    const [before, after] = diff.updated[id]!;
    if (before.kind === 'transfer' && after.kind === 'transfer' && before.state !== after.state) look(after);
  }
  return touched;
}
