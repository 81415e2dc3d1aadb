/** Short labels for the picture. */
import type { DescriptorEntity, EventEntity, ProcessEntity, RegistrationEntity, Rules, SocketEntity } from './entities.ts';
import { type WorldView, allOf, entity } from './world.ts';

/** The meaning of a label, which selects its color; the text alone always carries it too. */
export type Tone = 'plain' | 'good' | 'warn' | 'bad' | 'faint';

/** Formats a number for its platform: "0xCC" for a SOCKET or HANDLE, "fd 5" for a descriptor. */
export function numberText(rules: Rules, number: number | null): string {
  if (number === null) return '?';
  return rules === 'winsock' ? `0x${number.toString(16).toUpperCase()}` : `fd ${number}`;
}

/** "#2 TCP", "#4 Unix stream": uses the number of the id, so that all views and files agree. */
export function socketTitle(socket: SocketEntity): string {
  return `#${socket.id.slice('socket:'.length)} ${protocolWord(socket)}`;
}

function protocolWord(socket: SocketEntity): string {
  if (socket.family === 'AF_UNIX') return `Unix ${socket.type.replace('SOCK_', '').toLowerCase()}`;
  const six = socket.family === 'AF_INET6' ? ' IPv6' : '';
  if (socket.type === 'SOCK_DGRAM') return `UDP${six}`;
  return socket.type === 'SOCK_STREAM' ? `TCP${six}` : `${socket.type}${six}`;
}

/** "127.0.0.1:5050 ⇄ :61044": the remote host is left out if it is the same. */
export function addressText(socket: SocketEntity): string {
  const local = socket.local;
  const remote = socket.remote;
  if (local === null && remote === null) return socket.family === 'AF_UNIX' ? 'no name' : 'not bound';
  if (remote === null) return local ?? '';
  const host = local?.slice(0, local.lastIndexOf(':'));
  const short = host !== undefined && host !== '' && remote.startsWith(`${host}:`) ? remote.slice(host.length) : remote;
  return `${local ?? '(not bound)'} ⇄ ${short}`;
}

/** The state first, then its limits: "established, send shut down". */
export function stateLabel(socket: SocketEntity): { text: string; tone: Tone } {
  if (socket.closedAt !== null) return { text: `closed at step ${socket.closedAt}`, tone: 'faint' };
  if (socket.reset) return { text: 'reset', tone: 'bad' };
  const ends: string[] = [];
  if (socket.peerEnded) ends.push('peer ended');
  if (socket.sendShutdown && socket.receiveShutdown) ends.push('shut down');
  else if (socket.sendShutdown) ends.push('send shut');
  else if (socket.receiveShutdown) ends.push('receive shut');
  const tone: Tone = socket.state === 'established' ? (ends.length > 0 ? 'warn' : 'good') : 'plain';
  return { text: [socket.state, ...ends].join(', '), tone };
}

/** "killed at step 9", "not started", or null while the process runs. */
export function endedLabel(process: ProcessEntity): string | null {
  if (process.state === 'running') return null;
  if (process.state === 'waiting') return 'not started';
  return process.endedAt === null ? process.state : `${process.state} at step ${process.endedAt}`;
}

/** Shortens a mask to fit its row: as many names as fit, then the number of others. */
export function maskText(mask: readonly string[], room: number): string {
  if (mask.length === 0) return 'no events';
  const whole = mask.join('|');
  if (whole.length <= room) return whole;
  return mask.length === 1 ? whole : `${mask[0]} +${mask.length - 1}`;
}

/** Characters that fit in a row next to the step. */
const EPOLL_ROOM = 26;

/** "FD_WRITE → writer 0xA4"; for an epoll item the number that is its key, "EPOLLIN fd 20 → reader" (P12). */
export function registrationText(world: WorldView, rules: Rules, registration: RegistrationEntity): string {
  const target = registrationTarget(world, rules, registration);
  if (registration.api === 'epoll') {
    const rest = ` ${numberText(rules, registration.number)} → ${target}`;
    return maskText(registration.mask, EPOLL_ROOM - rest.length) + rest;
  }
  if (registration.api === 'CreateIoCompletionPort') return `packets → ${target}`;
  return `${maskText(registration.mask, 32 - target.length)} → ${target}`;
}

/** The notified target: "writer 0xA4", or for epoll the waiting process. */
export function registrationTarget(world: WorldView, rules: Rules, registration: RegistrationEntity): string {
  const owner = entity(world, 'process', registration.process)?.name ?? registration.process.slice('process:'.length);
  const event = entity(world, 'event', registration.target);
  if (event) return `${owner} ${numberText(rules, event.number)}`;
  if (registration.target?.startsWith('epoll:')) {
    const holder = allOf(world, 'descriptor').find((d) => d.object === registration.target);
    const name = holder && entity(world, 'process', holder.process)?.name;
    return holder ? name ?? owner : `${owner}, epoll closed`;
  }
  const own = entity(world, 'window', registration.target) ?? entity(world, 'port', registration.target);
  return own ? `${owner} ${own.kind} ${numberText(rules, own.number)}` : owner;
}

/** The text of a descriptor's chip: its number and origin. */
export function descriptorLabel(rules: Rules, descriptor: DescriptorEntity): { label: string; note: string } {
  const number = numberText(rules, descriptor.number);
  const [kind] = descriptor.object.split(':');
  const label = kind === 'socket' ? number : `${kind} ${number}`;
  return { label, note: `${descriptor.how}, step ${descriptor.step}` };
}

/** The state of an event object; it is stale if no registration refers to it anymore. */
export function eventLabel(event: EventEntity, told: boolean): { note: string; tone: Tone } {
  if (event.set) return told ? { note: 'set', tone: 'good' } : { note: 'set, stale', tone: 'warn' };
  return told ? { note: 'not set', tone: 'faint' } : { note: 'not set, cancelled', tone: 'faint' };
}

/** Linux: whether the number of an epoll item no longer refers to the watched socket (P13). */
export function isStale(world: WorldView, registration: RegistrationEntity): boolean {
  if (registration.api !== 'epoll' || registration.state !== 'current') return false;
  const descriptor = entity(world, 'descriptor', registration.descriptor);
  return descriptor === undefined;
}
