/** Facts about a world, read from /proc: nothing here opens, polls or reads a socket (section J, P22). */
import { EPOLL } from '../../app/shared/calls/constants-linux.ts';
import type { DescriptorEntity, SocketEntity } from '../../app/shared/domain/entities.ts';
import { isLiving } from '../../app/shared/domain/kind-index.ts';
import { entity, liveSockets, type WorldView } from '../../app/shared/domain/world.ts';
import type { Probed, Receivers, ReceiversAsked } from '../../app/shared/provider/provider.ts';
import { parseAddress } from '../../app/shared/reach/address.ts';
import { type Fact, readFact } from '../../app/shared/trace/step.ts';
import { DescriptorFiles } from './descriptor-files.ts';
import { receiversAt } from '../linux/receivers.ts';
import type { Prober } from './probe.ts';
import { countReceivers } from './receivers-linux.ts';
import { socketInode, type DescriptorInfo } from './proc.ts';
import { tcpRows, type TcpRow } from './proc-net.ts';
import type { ProbeScope } from './probe-invalidation.ts';
import { Tables } from './tables-linux.ts';

/** A live descriptor of the world, with the object that its process really has under that number. */
interface Seen {
  entity: DescriptorEntity;
  pid: number;
  link: string;
  info: DescriptorInfo | null;
  facts: readonly Fact[];
}

/**
 * A prober for one session. It caches what it has read, and reads again what can have changed: entities whose world
 * state differs from the last probe, those that calls used (`scope`), and their far ends.
 */
export class LinuxProber implements Prober {
  /** A registration can outlive every descriptor of its socket (P23). */
  readonly #inodes = new Map<string, string>();
  /** The objects of the world by the link targets of their descriptors. */
  readonly #objects = new Map<string, string>();
  readonly #files = new DescriptorFiles();
  readonly #tables = new Tables(this.#files);
  readonly #seen = new Map<string, Seen>();
  readonly #sockets = new Map<string, readonly Fact[]>();

  get known(): number {
    return this.#seen.size;
  }

  probe(world: WorldView, scope: ProbeScope | null = null, changed: ReadonlySet<string> | null = null): Probed {
    this.#files.startReading();
    const touched = scope && changed && touchedIn(world, scope, changed, this.#seen);
    this.#tables.read(world, scope, touched && { numbers: numbersOf(world, touched, changed, this.#seen) });
    const objects = touched && this.#withChangedHolders(touched);
    const facts: Fact[] = [];
    const of = new Set<string>();
    for (const id of objects ? changed : [...this.#seen.keys(), ...this.#sockets.keys()]) this.#forgetGone(world, id);
    const first = this.#descriptors(world, objects, facts, of);
    this.#socketFacts(world, objects, first, facts);
    this.#epollFacts(world, first, facts, of);
    return { facts, of: objects && new Set([...of, ...objects, ...(changed ?? [])]) };
  }

  receivers({ address, type }: ReceiversAsked, pids: readonly number[]): Receivers | null {
    const to = parseAddress(address);
    return to && countReceivers(receiversAt(to, type), new Set(this.#inodes.values()), pids);
  }

  close(): void {
    this.#files.close();
  }

  /** With the objects whose number of holders has changed; null if that can be any. */
  #withChangedHolders(touched: ReadonlySet<string>): ReadonlySet<string> | null {
    const links = this.#tables.changed;
    return links && new Set([...touched, ...[...links].flatMap((link) => this.#objects.get(link) ?? [])]);
  }

  /** Reads the descriptors of these objects, or of all; per object, the first open one. */
  #descriptors(world: WorldView, objects: ReadonlySet<string> | null, facts: Fact[], of: Set<string>): Map<string, Seen> {
    const first = new Map<string, Seen>();
    const wanted = objects ? [...objects].flatMap((object) => [...world.holding(object)]) : world.ofKind('descriptor');
    for (const descriptor of wanted) {
      of.add(descriptor.id);
      const found = this.#lookAt(descriptor, facts, world);
      if (!found) {
        this.#forget(descriptor.id);
        continue;
      }
      this.#seen.set(descriptor.id, found);
      if (!first.has(descriptor.object)) first.set(descriptor.object, found);
      const inode = socketInode(found.link);
      if (inode !== null && !this.#inodes.has(descriptor.object)) this.#inodes.set(descriptor.object, inode);
      this.#objects.set(found.link, descriptor.object);
    }
    return first;
  }

  #lookAt(descriptor: DescriptorEntity, facts: Fact[], world: WorldView): Seen | null {
    const { number, id } = descriptor;
    const entry = number === null ? null : this.#tables.entry(descriptor.process, number);
    if (!entry || number === null) return null;
    const { pid, link } = entry;
    const fresh = [readFact(id, 'identity', world.get(descriptor.object)?.kind === 'socket' ? identity(link) : link ?? null)];
    const info = link === undefined ? null : this.#files.info(pid, number);
    if (info) fresh.push(readFact(id, 'inheritable', !info.closeOnExec));
    const own = kept(this.#seen.get(id)?.facts, fresh);
    facts.push(...own);
    return link === undefined ? null : { entity: descriptor, pid, link, info, facts: own };
  }

  #forgetGone(world: WorldView, id: string): void {
    const there = world.get(id);
    if (there && isLiving(there)) return;
    this.#forget(id);
    this.#sockets.delete(id);
  }

  #forget(id: string): void {
    const gone = this.#seen.get(id);
    if (!gone) return;
    this.#seen.delete(id);
    this.#files.forget(gone.pid, gone.entity.number!);
  }

  /** Adds the facts of the open sockets among these objects, or of all. */
  #socketFacts(world: WorldView, objects: ReadonlySet<string> | null, first: ReadonlyMap<string, Seen>, facts: Fact[]): void {
    const open = objects ? [...objects].flatMap((id) => entity(world, 'socket', id) ?? []).filter(isLiving) : liveSockets(world);
    const sockets = open.flatMap((socket) => {
      const link = first.get(socket.id)?.link;
      const inode = socketInode(link);
      return link === undefined || inode === null ? [] : [{ socket, inode, link }];
    });
    const rows = tcpRows(sockets.filter(({ socket }) => isTcp(socket)).map(({ socket: { local, remote, state }, inode }) =>
      ({ inode, local, remote, listed: state === 'listening' || state === 'established' })));
    for (const { socket: { id }, inode, link } of sockets) {
      const row = rows.get(inode);
      const holders = this.#tables.holders(link);
      const own = kept(this.#sockets.get(id), factsOf(id, first.get(id)?.info ?? null, holders, row));
      this.#sockets.set(id, own);
      facts.push(...own);
    }
  }

  #epollFacts(world: WorldView, seen: ReadonlyMap<string, Seen>, facts: Fact[], of: Set<string>): void {
    for (const { id } of world.living('epoll')) {
      of.add(id);
      const registered = seen.get(id)?.info?.registered;
      if (registered)
        facts.push(readFact(id, 'registrations', registered.map(({ tfd, events }) => `fd ${tfd}: ${maskText(events)}`).join('; ')));
    }
    for (const registration of world.living('registration')) {
      of.add(registration.id);
      const registered = seen.get(registration.target ?? '')?.info?.registered;
      const inode = this.#inodes.get(registration.socket);
      if (!registered || inode === undefined) continue;
      // By number and inode: after a number is reused, two entries have the same number (P13, P22).
      const there = registered.some((entry) => entry.tfd === registration.number && entry.inode === inode);
      facts.push(readFact(registration.id, 'registered', there));
    }
  }
}

/** The underlying objects whose facts can have changed. */
function touchedIn(world: WorldView, scope: ProbeScope, changed: ReadonlySet<string>, seen: ReadonlyMap<string, Seen>): Set<string> {
  const touched = new Set<string>(scope.objects);
  for (const id of changed) {
    touched.add(id);
    const form = world.get(id);
    if (form?.kind === 'descriptor') touched.add(form.object);
    if (form?.kind === 'registration') touched.add(form.socket);
    // A closed descriptor might have been the last, or one of several.
    const before = seen.get(id);
    if (before) touched.add(before.entity.object);
  }
  if (scope.unsure.size > 0) {
    for (const { process, object } of world.ofKind('descriptor'))
      if (scope.unsure.has(process.slice('process:'.length))) touched.add(object);
  }
  for (const { id } of world.living('epoll')) touched.add(id);
  const peers = [...touched].flatMap((id) => entity(world, 'socket', id)?.peer ?? []);
  return new Set([...touched, ...peers]);
}

/** The present and former descriptor numbers of these objects, by process. */
function numbersOf(
  world: WorldView, objects: ReadonlySet<string>, changed: ReadonlySet<string>, seen: ReadonlyMap<string, Seen>,
): Map<string, Set<number>> {
  const numbers = new Map<string, Set<number>>();
  const add = ({ process, number }: DescriptorEntity): void => {
    if (number !== null) numbers.set(process, (numbers.get(process) ?? new Set()).add(number));
  };
  for (const object of objects) for (const descriptor of world.holding(object)) add(descriptor);
  for (const id of changed) {
    const before = seen.get(id)?.entity;
    if (before) add(before);
  }
  return numbers;
}

function identity(link: string | undefined): string | null {
  const inode = socketInode(link);
  return inode === null ? link ?? null : `ino ${inode}`;
}

function factsOf(id: string, info: DescriptorInfo | null, holders: number, row: TcpRow | undefined): Fact[] {
  const facts: Fact[] = [];
  if (info) facts.push(readFact(id, 'nonblocking', info.nonblocking));
  if (info && info.rightsInQueue !== null) facts.push(readFact(id, 'rights in queue', info.rightsInQueue));
  facts.push(readFact(id, 'descriptors', holders));
  if (!row) return facts;
  facts.push(readFact(id, 'state', row.state), readFact(id, 'local', row.local));
  if (row.state !== 'listening') facts.push(readFact(id, 'remote', row.remote));
  if (row.unread !== null) facts.push(readFact(id, 'unread', row.unread));
  return facts;
}

const isTcp = (socket: SocketEntity): boolean => socket.family !== 'AF_UNIX' && socket.type === 'SOCK_STREAM';

/** Names of the bits of a mask, without EPOLLERR and EPOLLHUP, which the kernel adds to every mask. */
function maskText(events: number): string {
  const asked = events & ~(EPOLL.EPOLLERR | EPOLL.EPOLLHUP);
  const names = Object.entries(EPOLL).filter(([, bit]) => (asked & bit) !== 0).map(([name]) => name);
  return names.join('|') || 'none';
}


/** Returns the same fact object while its value is unchanged, which makes comparisons cheap. */
function kept(before: readonly Fact[] | undefined, now: readonly Fact[]): readonly Fact[] {
  if (!before) return now;
  return now.map((fact, i) => {
    const old = before[i];
    return old?.what === fact.what && old.value === fact.value ? old : fact;
  });
}
