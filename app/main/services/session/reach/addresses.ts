/**
 * Refuses addresses outside the session before the call reaches the system. Checks the resolved values immediately
 * before the call, including addresses computed during the run. A user's permit lifts the refusal.
 */
import type { CallSpec, ResolvedArgs } from '../../../../shared/calls/types.ts';
import type { ProcessEntity, SocketEntity } from '../../../../shared/domain/entities.ts';
import { type WorldView, allOf, descriptorOf, entity, liveSockets } from '../../../../shared/domain/world.ts';
import type { Receivers } from '../../../../shared/provider/provider.ts';
import { type Address, arrivesAt, canBeBound, parseAddress } from '../../../../shared/reach/address.ts';
import { type Destination, destinationOf } from '../../../../shared/reach/destination.ts';
import { type Permit, permitFor } from '../../../../shared/reach/permit.ts';
import type { StepContext } from '../step-context.ts';

export interface Reach {
  /** Why the call must not be made; null if it is allowed. */
  refusal: string | null;
  /** The address belongs to another program, and the user has allowed it. */
  outside: boolean;
  /** The permit that would lift the refusal, if one can. */
  permit?: Permit;
}

/** A bind to one of these takes every address of the machine. */
const EVERY_ADDRESS = /^(?:0\.0\.0\.0|\[::\]):/;
const OPEN_TO_THE_NETWORK = 'listen would accept connections from other machines, because the socket is bound to every address: bind it to '
  + '127.0.0.1 or [::1]';

/** Texts that lead nowhere: an unnamed unix socket, and "@", for which the kernel chooses a name in a bind. */
const NO_DESTINATION: ReadonlySet<string> = new Set(['', '@']);

const unreadable = (call: CallSpec, to: string): string =>
  `${call.name} would reach ${to}, and whose socket is there cannot be checked: it is neither an IP address with a port, an absolute `
  + 'path with "/" in front, nor an abstract name';

const HIDDEN = 'where a socket has a holder that only root can see, because a process of this session hides its descriptors '
  + '(prctl with PR_SET_DUMPABLE)';

const OWN: Reach = { refusal: null, outside: false };

export async function reachOf(
  { recorder: { world }, provider, permits }: Pick<StepContext, 'recorder' | 'provider' | 'permits'>,
  process: ProcessEntity, call: CallSpec, args: ResolvedArgs,
): Promise<Reach> {
  if (call.address === 'binds') return { refusal: nameRefusal(world, args['address']), outside: false };
  const socket = socketOf(world, process, args);
  if (call.address === 'listens' && socket?.local && EVERY_ADDRESS.test(socket.local))
    return { refusal: OPEN_TO_THE_NETWORK, outside: false };
  const named = destinationOf(call, args);
  const destination = named ?? connectedTo(call, socket);
  const address = destination && parseAddress(destination.to);
  if (destination && !address && !NO_DESTINATION.has(destination.to)) return { refusal: unreadable(call, destination.to), outside: false };
  if (!address || !canBeBound(address)) return OWN;
  const type = process.role === 'outside' ? 'SOCK_STREAM' : socket?.type ?? null;
  const there = await provider.receivers({ address: destination.to, type });
  const live = liveSockets(world).filter((s) => isBound(s, address) && receives(s, type)).length;
  const known = live > 0 || allOf(world, 'socket').some((s) => isBound(s, address));
  // The user can bring a connected socket into the session; no step has connected that one.
  if (isOwn(there, live, known) || (!named && !known)) return OWN;
  const permit = permitFor(destination);
  const connected = !named && permits.has(permitFor({ ...destination, via: 'connect' }));
  if (permits.has(permit) || connected) return { refusal: null, outside: true };
  const why = !known ? 'which no process of this session has bound'
    : there === null ? 'which this session has closed, and whose it is now cannot be told here'
    : there.hidden ? HIDDEN : 'where another program has a socket now';
  const how = `allow it by name with --allow ${permit}, or when the session is opened`;
  return { refusal: `${call.name} would reach ${destination.to}, ${why}: ${how}`, outside: false, permit };
}

/**
 * If the system reports the receivers, all of them must be sockets of the session; a former port of the session is
 * reachable while it has no receiver. If the system does not report them, a socket of the session must still be bound to it.
 */
function isOwn(there: Receivers | null, live: number, known: boolean): boolean {
  if (there === null) return live > 0;
  return there.others === 0 && there.unattributed <= live && (known || there.session > 0);
}

const isBound = (socket: SocketEntity, to: Address): boolean => socket.local !== null && arrivesAt(to, socket.local);

/** An accepted connection has its listener's address, but does not receive data sent there. */
const receives = (socket: SocketEntity, type: string | null): boolean =>
  type === 'SOCK_DGRAM' || socket.type === 'SOCK_DGRAM' || socket.state === 'listening' || (socket.state === 'bound' && !socket.sure);

function socketOf(world: WorldView, process: ProcessEntity, args: ResolvedArgs): SocketEntity | undefined {
  const number = args['s'] ?? args['fd'];
  const descriptor = typeof number === 'number' ? descriptorOf(world, process.id, number) : undefined;
  return entity(world, 'socket', descriptor?.object ?? null);
}

/** A connected datagram socket sends to an address, which another program can own by then. A stream is tied to one socket. */
function connectedTo(call: CallSpec, socket: SocketEntity | undefined): Destination | null {
  const sends = call.args.some(({ type }) => type.kind === 'data');
  if (!sends || socket?.type !== 'SOCK_DGRAM' || socket.family === 'AF_UNIX' || socket.remote === null) return null;
  return { via: 'send', to: socket.remote, arg: 'remote' };
}

/** The kernel assigns names of five hexadecimal digits (unix(7), autobind), to other programs as well. */
function nameRefusal(world: WorldView, name: unknown): string | null {
  if (typeof name !== 'string' || !/^@[0-9a-f]{5}$/.test(name) || allOf(world, 'socket').some((s) => s.local === name)) return null;
  return `bind to ${name} would take a name that the kernel gives out to any program: choose one that is not five hexadecimal digits`;
}
