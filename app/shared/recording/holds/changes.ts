/** Changes of the world as sentences: what a call is about to do. */
import type { WorldDiff } from '../../domain/diff.ts';
import type { Entity, Rules, SocketEntity } from '../../domain/entities.ts';
import { stateLabel } from '../../domain/labels.ts';
import type { WorldView } from '../../domain/world.ts';
import { plural } from '../../format/values.ts';
import { Naming } from '../../trace/naming.ts';
import { type Sentence, list, say } from '../../trace/sentence.ts';

/** A sentence per change, at most `most`. `before` and `after`: the worlds around the change. */
export function changeSentences(diff: WorldDiff, before: WorldView, after: WorldView, rules: Rules, most = 20): Sentence[] {
  const [was, is] = [new Naming(before, rules), new Naming(after, rules)];
  return [
    ...Object.values(diff.added).flatMap((e) => added(e, is)),
    ...Object.values(diff.removed).flatMap((e) => removed(e, was)),
    ...Object.values(diff.updated).flatMap(([from, to]) => updated(from, to, is)),
  ].slice(0, most);
}

function added(e: Entity, names: Naming): Sentence[] {
  switch (e.kind) {
    case 'process': return [say`${names.process(e.id)} begins.`];
    case 'descriptor': return [say`${names.descriptor(e)} refers to ${names.object(e.object)} (${e.how}).`];
    case 'socket': return [say`${names.object(e.id)} comes into being.`];
    case 'transfer': return [say`${list(e.objects.map((id) => names.object(id)))} ${e.objects.length === 1 ? 'is' : 'are'} in flight.`];
    case 'registration': return [say`${names.registration(e)} on ${names.object(e.socket)} begins.`];
    case 'pending': return [say`The call waits${e.object === null ? '' : say` for ${names.object(e.object)}`}.`];
    default: return [];
  }
}

function removed(e: Entity, names: Naming): Sentence[] {
  switch (e.kind) {
    case 'descriptor': return [say`${names.descriptor(e)} no longer refers to ${names.object(e.object)}.`];
    case 'registration': return [say`${names.registration(e)} on ${names.object(e.socket)} ends.`];
    default: return [];
  }
}

function updated(from: Entity, to: Entity, names: Naming): Sentence[] {
  if (from.kind === 'transfer' && to.kind === 'transfer' && from.state !== to.state) return [say`${names.transfer(to)} is ${to.state}.`];
  if (from.kind === 'descriptor' && to.kind === 'descriptor' && from.inheritable !== to.inheritable)
    return [say`${names.descriptor(to)} ${to.inheritable ? 'survives' : 'is closed by'} an exec.`];
  return from.kind === 'socket' && to.kind === 'socket' ? socketChanges(from, to, names) : [];
}

function socketChanges(from: SocketEntity, to: SocketEntity, names: Naming): Sentence[] {
  const it = names.object(to.id);
  if (from.closedAt === null && to.closedAt !== null) return [say`${it} is closed: no descriptor refers to it.`];
  const [before, after] = [stateLabel(from).text, stateLabel(to).text];
  return [
    ...(before === after ? [] : [say`${it} is ${after}.`]),
    ...(from.local !== to.local && to.local !== null ? [say`${it} has the address ${to.local}.`] : []),
    ...(from.nonblocking === to.nonblocking ? [] : [say`${it} is ${to.nonblocking ? 'non-blocking' : 'blocking'} for all holders.`]),
    ...(from.backlog.length > to.backlog.length ? [say`A connection leaves the backlog of ${it}.`] : []),
    ...(from.backlog.length < to.backlog.length ? [say`A connection joins the backlog of ${it}.`] : []),
    ...(from.queue.length === to.queue.length ? [] : [say`${it} has ${plural(to.queue.length, 'piece')} of data in its queue.`]),
  ];
}
