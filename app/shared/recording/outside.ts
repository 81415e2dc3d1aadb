/**
 * What programs that are not part of a recording can have done: connected to a listener, sent to a named socket, used the
 * other end of a connection. The rules do not know them, so a difference that they explain is none.
 */
import type { SocketEntity } from '../domain/entities.ts';
import type { Draft } from '../domain/draft.ts';
import { referencesIn } from '../hazards/control-buffer.ts';
import { type WorldView, entity, liveSockets } from '../domain/world.ts';
import type { PredictedOutcome } from '../trace/predicted.ts';
import { type WantedAddress, isAny, isFrom, partsOf } from './addresses.ts';
import { completedOutside } from './completions.ts';
import type { Prepared } from './prepare.ts';
import { type State, polledBy } from './state.ts';

/** Errors that depend on limits, signals or memory. */
const BEYOND: ReadonlySet<string> = new Set(['EINTR', 'EMFILE', 'ENFILE', 'ENOMEM', 'ENOBUFS', 'EFAULT', 'EACCES', 'EPERM', 'ENOSYS']);

const IN_USE_ERRORS: ReadonlySet<string> = new Set(['EADDRINUSE', 'WSAEADDRINUSE']);

/**
 * The socket of the recording that an address leads to: bound to it, to the same port of any address, or to a port that the
 * system chose and no call has shown yet.
 */
export function knownTarget(view: WorldView, address: string, from: SocketEntity | undefined): SocketEntity | undefined {
  const named = liveSockets(view).filter((s) => s.type === from?.type && (s.state === 'listening' || s.state === 'bound'));
  const { host, port } = partsOf(address);
  const same = named.find((s) => s.local === address && s.state === 'listening') ?? named.find((s) => s.local === address);
  if (same || port === null) return same;
  const any = named.find((s) => s.local !== null && isAny(partsOf(s.local).host) && partsOf(s.local).port === port);
  if (any) return any;
  const portless = named.filter((s) => isPortless(s) && matchesHost(s.local!.slice(0, -2), host));
  return portless.length === 1 ? portless[0] : undefined;
}

/** Bound to a port that the system chose, and that no call has shown yet: "127.0.0.1:?". */
export const isPortless = ({ local }: SocketEntity): boolean => local?.endsWith(':?') ?? false;

const matchesHost = (bound: string, host: string): boolean => bound === host || isAny(bound);

/** The other listeners at the address of one (SO_REUSEPORT): the kernel chooses among them, and the rules take the first. */
const siblingsOf = (view: WorldView, listener: SocketEntity): SocketEntity[] => liveSockets(view)
  .filter((s) => s.id !== listener.id && s.state === 'listening' && s.local === listener.local && s.local !== null && !isPortless(s));

/** Moves a waiting connection to the listener that accepted it, or away from one that has none. */
export function chooseListener(draft: Draft, listener: SocketEntity, accepted: boolean, remote: string | null): void {
  const siblings = siblingsOf(draft, listener);
  const from = accepted ? siblings.find((s) => s.backlog.some((id) => comesFrom(draft, id, remote))) : listener;
  const to = accepted ? listener : siblings[0];
  const moved = from?.backlog.find((id) => comesFrom(draft, id, remote));
  if (!from || !to || moved === undefined || (accepted && listener.backlog.some((id) => comesFrom(draft, id, remote)))) return;
  draft.change('socket', from.id, { backlog: from.backlog.filter((id) => id !== moved) });
  draft.change('socket', to.id, { backlog: [...to.backlog, moved] });
}

const comesFrom = (view: WorldView, id: string, remote: string | null): boolean =>
  remote === null || isFrom(entity(view, 'socket', id)?.remote ?? null, remote);

/** The address belongs to a socket that the recording does not contain. */
export const IN_USE = 'A socket that is not part of the recording holds the address.';

/** The address that a bind or listen did not get, which no socket of the recording ever had; null for other calls. */
export function addressInUse(state: State, view: WorldView, { spec, task, args, outcome }: Prepared): WantedAddress | null {
  if (outcome?.kind !== 'error' || !IN_USE_ERRORS.has(outcome.name) || (spec.name !== 'bind' && spec.name !== 'listen')) return null;
  const own = state.socket(view, task.table, state.numberIn(args));
  const address = typeof args['address'] === 'string' ? args['address'] : own?.local ?? null;
  if (address === null) return null;
  const { port } = partsOf(address);
  const sameAddress = (local: string): boolean => (port === null ? local === address : partsOf(local).port === port && port !== 0);
  for (const { id, local } of view.ofKind('socket')) if (id !== own?.id && local !== null && sameAddress(local)) return null;
  const recorded = new Set(Array.from(state.tasks.all(), ({ group }) => group));
  return { address, type: own?.type ?? 'SOCK_STREAM', pid: task.group, recorded };
}

/** Why the outcome can differ from the prediction although the rules hold; null if nothing outside explains it. */
export function excuseFor(state: State, view: WorldView, prepared: Prepared, predicted: PredictedOutcome): string | null {
  const { spec, task, args, outcome, decoded } = prepared;
  if (completedOutside(view, prepared)) return 'A program that is not part of the recording can have completed it.';
  if (outcome?.kind === 'error' && BEYOND.has(outcome.name)) return `${outcome.name} does not depend on the socket.`;
  if (addressInUse(state, view, prepared) !== null) return IN_USE;
  if (droppedWithRoom(prepared)) return 'A descriptor limit or a security module can have dropped descriptors for which there was room.';
  const socket = state.socket(view, task.table, state.numberIn(args));
  if (socket && !socket.sure && spec.transfers === 'receives') return 'The sender is not known.';
  if (spec.accepts && socket && siblingsOf(view, socket).length > 0) return 'The kernel chooses among the listeners at this address.';
  if (spec.accepts && outcome?.kind === 'ok' && socket && !socket.backlog.some((id) => comesFrom(view, id, decoded.address ?? null)))
    return 'The client is not part of the recording.';
  if (socket && isNamedDatagram(socket) && outcome?.kind === 'ok' && spec.receives) return 'The sender is not part of the recording.';
  if ((spec.verb === 'wait' || spec.verb === 'poll') && reportsOutside(view, task.table.id, prepared, predicted))
    return 'A program that is not part of the recording can have caused this event.';
  return null;
}

/** The kernel drops descriptors that it cannot install, also where the control buffer has room for them. */
function droppedWithRoom({ args, outcome }: Prepared): boolean {
  const { flags = [], descriptors = [] } = outcome?.kind === 'ok' ? outcome.results : {};
  const room = args['controlLength'];
  return flags.includes('MSG_CTRUNC') && typeof room === 'number' && descriptors.length < referencesIn(room);
}

const isNamedDatagram = (socket: SocketEntity): boolean => socket.type === 'SOCK_DGRAM' && socket.local !== null;

/** Whether every reported event is of a socket that others reach by its name; of a count, whether that explains how many more there are. */
function reportsOutside(view: WorldView, process: string, { outcome, args }: Prepared, predicted: PredictedOutcome): boolean {
  if (outcome?.kind !== 'ok') return false;
  const { ready = [], events = [], number = 0 } = outcome.results;
  const reached = (fd: number) => [...view.inSlot(process, fd)].some((d) => {
    const socket = entity(view, 'socket', d.object);
    return socket !== undefined && (socket.state === 'listening' || isNamedDatagram(socket) || !socket.sure);
  });
  const polled = [...new Set(polledBy(args))];
  if (polled.length > 0) {
    const foreseen = predicted.kind === 'ok' ? Number(predicted.results.number) : 0;
    return number > foreseen && number - foreseen <= polled.filter(reached).length;
  }
  return ready.length > 0 ? ready.every(({ fd }) => reached(fd)) : events.length > 0;
}
