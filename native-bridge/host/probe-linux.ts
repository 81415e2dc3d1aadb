/** Facts about a world, read from /proc: nothing here opens, polls or reads a socket (section J, P22). */
import { EPOLL } from '../../app/shared/calls/constants-linux.ts';
import type { DescriptorEntity, Entity, SocketEntity } from '../../app/shared/domain/entities.ts';
import { allOf, liveSockets, type WorldView } from '../../app/shared/domain/world.ts';
import type { Fact } from '../../app/shared/trace/step.ts';
import { DescriptorFiles } from './descriptor-files.ts';
import { parseAddress } from '../../app/shared/reach/address.ts';
import { receiversAt } from '../linux/receivers.ts';
import type { Prober } from './probe.ts';
import { countReceivers } from './receivers-linux.ts';
import { socketInode, type DescriptorInfo } from './proc.ts';
import { tcpRows, type TcpRow } from './proc-net.ts';
import type { Scope } from './scope.ts';
import { Tables } from './tables-linux.ts';

/** One live descriptor of the world with what its process really has under that number. */
interface Seen {
  entity: DescriptorEntity;
  pid: number;
  link: string;
  info: DescriptorInfo | null;
  facts: readonly Fact[];
}

/** What the last look has found of a socket. */
interface SocketSeen {
  row: TcpRow | undefined;
  holders: number;
  facts: readonly Fact[];
}

/**
 * A prober for one session. It keeps what it has read, and reads again what may have changed: what the world says
 * otherwise than at the last look, what was acted upon (`scope`; without it, all), and the far ends of those.
 */
export function createLinuxProber(): Prober {
  // A registration can outlive every descriptor of its socket (P23).
  const inodes = new Map<string, string>();
  const files = new DescriptorFiles();
  const tables = new Tables(files);
  let forms = new Map<string, Entity>();
  let seen = new Map<string, Seen>();
  let sockets = new Map<string, SocketSeen>();
  const look = (world: WorldView, scope: Scope | null = null): readonly Fact[] => {
    files.anew();
    const now = formsOf(world);
    const touched = touchedIn(world, scope, forms, now);
    forms = now;
    tables.read(world, scope, touched);
    const facts: Fact[] = [];
    const descriptors = new Map<string, Seen>();
    const first = new Map<string, Seen>();
    for (const descriptor of world.ofKind('descriptor')) {
      const found = lookAt(descriptor, tables, files, touched(descriptor.object), seen.get(descriptor.id), facts, world);
      if (!found) continue;
      descriptors.set(descriptor.id, found);
      if (!first.has(descriptor.object)) first.set(descriptor.object, found);
      const inode = socketInode(found.link);
      if (inode !== null && !inodes.has(descriptor.object)) inodes.set(descriptor.object, inode);
    }
    for (const [id, { pid, entity }] of seen) if (!descriptors.has(id)) files.forget(pid, entity.number!);
    seen = descriptors;
    sockets = socketFacts(world, first, tables, touched, sockets, facts);
    epollFacts(world, first, inodes, facts);
    return facts;
  };
  const receivers: Prober['receivers'] = ({ address, type }, pids) => {
    const to = parseAddress(address);
    return to && countReceivers(receiversAt(to, type), new Set(inodes.values()), pids);
  };
  return { look, receivers, close: () => { files.close(); } };
}

/** What the world says of all that a fact can be about. */
function formsOf(world: WorldView): Map<string, Entity> {
  const forms = new Map<string, Entity>();
  for (const kind of ['descriptor', 'socket', 'registration'] as const) for (const e of world.living(kind)) forms.set(e.id, e);
  return forms;
}

/** Which underlying objects are to be looked at anew. */
function touchedIn(world: WorldView, scope: Scope | null, before: ReadonlyMap<string, Entity>, now: ReadonlyMap<string, Entity>): (object: string) => boolean {
  if (!scope) return () => true;
  const touched = new Set<string>(scope.objects);
  for (const [id, form] of now) {
    const unsure = form.kind === 'descriptor' && scope.unsure.has(form.process.slice('process:'.length));
    if (before.get(id) === form && !unsure) continue;
    touched.add(id);
    if (form.kind === 'descriptor') touched.add(form.object);
    if (form.kind === 'registration') touched.add(form.socket);
  }
  // One that is gone may have been the last, or one of several.
  for (const [id, form] of before) if (!now.has(id) && form.kind === 'descriptor') touched.add(form.object);
  for (const { id } of world.ofKind('epoll')) touched.add(id);
  const peers = [...touched].flatMap((id) => {
    const socket = now.get(id);
    return socket?.kind === 'socket' ? socket.peer ?? [] : [];
  });
  for (const id of peers) touched.add(id);
  return (object) => touched.has(object);
}

function lookAt(
  descriptor: DescriptorEntity, tables: Tables, files: DescriptorFiles, touched: boolean, previous: Seen | undefined, facts: Fact[], world: WorldView,
): Seen | null {
  const { number, id } = descriptor;
  const entry = number === null ? null : tables.entry(descriptor.process, number);
  if (!entry || number === null) return null;
  const { pid, link } = entry;
  if (!touched && previous?.entity === descriptor && previous.link === link) {
    facts.push(...previous.facts);
    return previous;
  }
  const fresh = [read(id, 'identity', world.get(descriptor.object)?.kind === 'socket' ? identity(link) : link ?? null)];
  const info = link === undefined ? null : files.info(pid, number);
  if (info) fresh.push(read(id, 'inheritable', !info.closeOnExec));
  const own = kept(previous?.facts, fresh);
  facts.push(...own);
  return link === undefined ? null : { entity: descriptor, pid, link, info, facts: own };
}

function identity(link: string | undefined): string | null {
  const inode = socketInode(link);
  return inode === null ? link ?? null : `ino ${inode}`;
}

/** Pushes the facts of open sockets; what was seen of each, for the next look. */
function socketFacts(
  world: WorldView, seen: ReadonlyMap<string, Seen>, tables: Tables, touched: (id: string) => boolean, before: ReadonlyMap<string, SocketSeen>, facts: Fact[],
): Map<string, SocketSeen> {
  const sockets = liveSockets(world).flatMap((socket) => {
    const link = seen.get(socket.id)?.link;
    const inode = socketInode(link);
    return link === undefined || inode === null ? [] : [{ socket, inode, link }];
  });
  const asked = tcpRows(sockets.filter(({ socket }) => isTcp(socket) && touched(socket.id)).map(({ socket: { local, remote, state }, inode }) =>
    ({ inode, local, remote, listed: state === 'listening' || state === 'established' })));
  const now = new Map<string, SocketSeen>();
  for (const { socket: { id }, inode, link } of sockets) {
    const previous = before.get(id);
    const holders = tables.holders(link);
    if (previous && !touched(id) && previous.holders === holders) {
      now.set(id, previous);
      facts.push(...previous.facts);
      continue;
    }
    const row = touched(id) ? asked.get(inode) : previous?.row;
    const own = kept(previous?.facts, factsOf(id, seen.get(id)?.info ?? null, holders, row));
    now.set(id, { row, holders, facts: own });
    facts.push(...own);
  }
  return now;
}

function factsOf(id: string, info: DescriptorInfo | null, holders: number, row: TcpRow | undefined): Fact[] {
  const facts: Fact[] = [];
  if (info) facts.push(read(id, 'nonblocking', info.nonblocking));
  if (info && info.rightsInQueue !== null) facts.push(read(id, 'rights in queue', info.rightsInQueue));
  facts.push(read(id, 'descriptors', holders));
  if (!row) return facts;
  facts.push(read(id, 'state', row.state), read(id, 'local', row.local));
  if (row.state !== 'listening') facts.push(read(id, 'remote', row.remote));
  if (row.unread !== null) facts.push(read(id, 'unread', row.unread));
  return facts;
}

const isTcp = (socket: SocketEntity): boolean => socket.family !== 'AF_UNIX' && socket.type === 'SOCK_STREAM';

function epollFacts(world: WorldView, seen: ReadonlyMap<string, Seen>, inodes: ReadonlyMap<string, string>, facts: Fact[]): void {
  for (const { id } of allOf(world, 'epoll')) {
    const registered = seen.get(id)?.info?.registered;
    if (registered) facts.push(read(id, 'registrations', registered.map(({ tfd, events }) => `fd ${tfd}: ${maskText(events)}`).join('; ')));
  }
  for (const registration of allOf(world, 'registration')) {
    const registered = seen.get(registration.target ?? '')?.info?.registered;
    const inode = inodes.get(registration.socket);
    if (registration.state !== 'current' || !registered || inode === undefined) continue;
    // By number and inode: after a number is used again two entries carry the same number (P13, P22).
    const there = registered.some((entry) => entry.tfd === registration.number && entry.inode === inode);
    facts.push(read(registration.id, 'registered', there));
  }
}

/** Names of a mask; the kernel adds EPOLLERR and EPOLLHUP to every one, so they say nothing. */
function maskText(events: number): string {
  const asked = events & ~(EPOLL.EPOLLERR | EPOLL.EPOLLHUP);
  const names = Object.entries(EPOLL).filter(([, bit]) => (asked & bit) !== 0).map(([name]) => name);
  return names.join('|') || 'none';
}

const read = (subject: string, what: string, value: Fact['value']): Fact => ({ subject, what, value, known: 'read' });

/** The same fact, while its value is the same, is the same object: who compares has less to do. */
function kept(before: readonly Fact[] | undefined, now: readonly Fact[]): readonly Fact[] {
  if (!before) return now;
  return now.map((fact, i) => {
    const old = before[i];
    return old?.what === fact.what && old.value === fact.value ? old : fact;
  });
}
