/** Facts about a world, read from /proc: nothing here opens, polls or reads a socket (section J, P22). */
import { EPOLL } from '../../app/shared/calls/constants-linux.ts';
import type { DescriptorEntity, SocketEntity } from '../../app/shared/domain/entities.ts';
import type { ProcessId } from '../../app/shared/domain/ids.ts';
import { allOf, liveSockets, type WorldView } from '../../app/shared/domain/world.ts';
import type { Fact } from '../../app/shared/trace/step.ts';
import { descriptorInfo, linkOf, linksOf, socketInode, type DescriptorInfo, type Links } from './proc.ts';
import { tcpRows } from './proc-net.ts';

/** One live descriptor of the world with what its process really has under that number. */
interface Seen {
  descriptor: DescriptorEntity;
  link: string;
  info: DescriptorInfo | null;
}

/**
 * A prober for one session. It remembers each socket's inode, because a registration can outlive every
 * descriptor of its socket (P23).
 */
export function createLinuxProber(): (world: WorldView, acted?: ReadonlySet<string>) => readonly Fact[] {
  const inodes = new Map<string, string>();
  const kept = new Map<ProcessId, Table>();
  return (world, acted) => {
    const tables = linkTables(world, kept, acted);
    const facts: Fact[] = [];
    const seen = new Map<string, Seen>();
    for (const descriptor of allOf(world, 'descriptor')) {
      const found = look(descriptor, tables, facts, world);
      if (!found) continue;
      if (!seen.has(descriptor.object)) seen.set(descriptor.object, found);
      const inode = socketInode(found.link);
      if (inode !== null && !inodes.has(descriptor.object)) inodes.set(descriptor.object, inode);
    }
    socketFacts(world, seen, tables, facts);
    epollFacts(world, seen, inodes, facts);
    return facts;
  };
}

interface Table { pid: number; links: Links }
type Tables = ReadonlyMap<ProcessId, Table>;

/**
 * Every descriptor of every running participant, so that holders the world does not know of are counted too. Only
 * a process itself gets descriptors into its table, and only by a call; so where none was made since the last look
 * (`acted` names the others) its whole table is not read again, but what the world knows in it is.
 */
function linkTables(world: WorldView, kept: Map<ProcessId, Table>, acted?: ReadonlySet<string>): Tables {
  const tables = new Map<ProcessId, Table>();
  for (const { id, name, pid, state, role } of allOf(world, 'process')) {
    if (state !== 'running' || role !== 'participant' || pid === null) continue;
    const before = kept.get(id);
    const links = before?.pid === pid && acted?.has(name) === false ? renewed(world, id, before) : linksOf(pid);
    if (links) tables.set(id, { pid, links });
  }
  kept.clear();
  for (const [id, table] of tables) kept.set(id, table);
  return tables;
}

/** The table with what the world knows of it read again; read whole when any of that is not there. */
function renewed(world: WorldView, process: ProcessId, { pid, links }: Table): Links | null {
  const now = new Map(links);
  for (const { process: of, number } of world.ofKind('descriptor')) {
    if (of !== process || number === null) continue;
    const link = linkOf(pid, number);
    if (link === null) return linksOf(pid);
    now.set(number, link);
  }
  return now;
}

function look(descriptor: DescriptorEntity, tables: Tables, facts: Fact[], world: WorldView): Seen | null {
  const table = tables.get(descriptor.process);
  const { number, id } = descriptor;
  if (!table || number === null) return null;
  const link = table.links.get(number);
  const socket = world.get(descriptor.object)?.kind === 'socket';
  facts.push(read(id, 'identity', socket ? identity(link) : link ?? null));
  if (link === undefined) return null;
  const info = descriptorInfo(table.pid, number);
  if (info) facts.push(read(id, 'inheritable', !info.closeOnExec));
  return { descriptor, link, info };
}

function identity(link: string | undefined): string | null {
  const inode = socketInode(link);
  return inode === null ? link ?? null : `ino ${inode}`;
}

function socketFacts(world: WorldView, seen: ReadonlyMap<string, Seen>, tables: Tables, facts: Fact[]): void {
  const sockets = liveSockets(world).flatMap((socket) => {
    const inode = socketInode(seen.get(socket.id)?.link);
    return inode === null ? [] : [{ socket, inode }];
  });
  const holders = countByInode(tables, new Set(sockets.map(({ inode }) => inode)));
  const rows = tcpRows(sockets.filter(({ socket }) => isTcp(socket)).map(({ socket: { local, remote, state }, inode }) =>
    ({ inode, local, remote, listed: state === 'listening' || state === 'established' })));
  for (const { socket, inode } of sockets) {
    const info = seen.get(socket.id)?.info;
    if (info) facts.push(read(socket.id, 'nonblocking', info.nonblocking));
    if (info && info.rightsInQueue !== null) facts.push(read(socket.id, 'rights in queue', info.rightsInQueue));
    facts.push(read(socket.id, 'descriptors', holders.get(inode) ?? 0));
    const row = rows.get(inode);
    if (!row) continue;
    facts.push(read(socket.id, 'state', row.state), read(socket.id, 'local', row.local));
    if (row.state !== 'listening') facts.push(read(socket.id, 'remote', row.remote));
    if (row.unread !== null) facts.push(read(socket.id, 'unread', row.unread));
  }
}

const isTcp = (socket: SocketEntity): boolean => socket.family !== 'AF_UNIX' && socket.type === 'SOCK_STREAM';

function countByInode(tables: Tables, wanted: ReadonlySet<string>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { links } of tables.values()) {
    for (const link of links.values()) {
      const inode = socketInode(link);
      if (inode !== null && wanted.has(inode)) counts.set(inode, (counts.get(inode) ?? 0) + 1);
    }
  }
  return counts;
}

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
