/**
 * What programs that are not part of a recording can have done: connected to a listener, sent to a named socket, used the
 * other end of a connection. The rules do not know them, so a difference that they explain is none.
 */
import type { Outcome } from '../calls/types.ts';
import type { SocketEntity } from '../domain/entities.ts';
import type { Draft } from '../domain/draft.ts';
import { type WorldView, entity, liveSockets } from '../domain/world.ts';
import type { Prepared } from './prepare.ts';
import type { State } from './state.ts';

/** Errors that depend on limits, signals or memory. */
const BEYOND: ReadonlySet<string> = new Set(['EINTR', 'EMFILE', 'ENFILE', 'ENOMEM', 'ENOBUFS', 'EFAULT', 'EACCES', 'EPERM', 'ENOSYS']);

/**
 * The socket of the recording that an address leads to: bound to it, to the same port of any address, or to a port that the
 * system chose and no call has shown yet.
 */
export function knownTarget(state: State, view: WorldView, address: string, from: SocketEntity | undefined): SocketEntity | undefined {
  const named = liveSockets(view).filter((s) => s.type === from?.type && (s.state === 'listening' || s.state === 'bound'));
  const { host, port } = partsOf(address);
  const same = named.find((s) => s.local === address && s.state === 'listening') ?? named.find((s) => s.local === address);
  if (same || port === null) return same;
  const any = named.find((s) => s.local !== null && isAny(partsOf(s.local).host) && partsOf(s.local).port === port);
  if (any) return any;
  const portless = named.filter((s) => s.local === null && matchesHost(state.portless.get(s.id), host));
  return portless.length === 1 ? portless[0] : undefined;
}

const isAny = (host: string): boolean => host === '0.0.0.0' || host === '[::]';
const matchesHost = (bound: string | undefined, host: string): boolean => bound !== undefined && (bound === host || isAny(bound));

export function partsOf(address: string): { host: string; port: number | null } {
  const found = /^(\[.*\]|[\d.]+):(\d+)$/s.exec(address);
  return found ? { host: found[1]!, port: Number(found[2]) } : { host: address, port: null };
}

/**
 * Before a listener with SO_REUSEPORT accepts: the kernel chose it among the listeners at its address, and the rules another
 * one. Moves the connection to the listener that accepts it.
 */
export function chooseListener(draft: Draft, listener: SocketEntity, remote: string | null): void {
  if (listener.backlog.length > 0 || listener.state !== 'listening' || listener.local === null) return;
  for (const other of liveSockets(draft)) {
    if (other.id === listener.id || other.state !== 'listening' || other.local !== listener.local) continue;
    const moved = other.backlog.find((id) => remote === null || (entity(draft, 'socket', id)?.remote ?? remote) === remote);
    if (moved === undefined) continue;
    draft.change('socket', other.id, { backlog: other.backlog.filter((id) => id !== moved) });
    draft.change('socket', listener.id, { backlog: [moved] });
    return;
  }
}

/** Why the outcome can differ from the prediction although the rules hold; null if nothing outside explains it. */
export function excuseFor(state: State, view: WorldView, { spec, task, args, outcome }: Prepared): string | null {
  if (outcome?.kind === 'error' && BEYOND.has(outcome.name)) return `${outcome.name} does not depend on the socket.`;
  const socket = state.socket(view, task.table, Number(args['fd'] ?? -1));
  if (spec.accepts && outcome?.kind === 'ok' && socket && socket.backlog.length === 0)
    return 'The client is not part of the recording.';
  if (socket && isNamedDatagram(socket) && outcome?.kind === 'ok' && spec.receives) return 'The sender is not part of the recording.';
  if ((spec.verb === 'wait' || spec.verb === 'poll') && reportsOutside(view, task.table.id, outcome))
    return 'A program that is not part of the recording can have caused this event.';
  return null;
}

const isNamedDatagram = (socket: SocketEntity): boolean => socket.type === 'SOCK_DGRAM' && socket.local !== null;

/** Whether every reported event is of a socket that others reach by its name. */
function reportsOutside(view: WorldView, process: string, outcome: Outcome | null): boolean {
  if (outcome?.kind !== 'ok') return false;
  const { ready = [], events = [] } = outcome.results;
  const reached = (fd: number) => [...view.inSlot(process, fd)].some((d) => {
    const socket = entity(view, 'socket', d.object);
    return socket !== undefined && (socket.state === 'listening' || isNamedDatagram(socket) || !socket.sure);
  });
  return ready.length > 0 ? ready.every(({ fd }) => reached(fd)) : events.length > 0;
}
