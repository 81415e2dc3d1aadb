/** Look-ups for rules. */
import type { ArgsOf, CallName } from '../calls/catalogue.ts';
import type { ArgType } from '../calls/types.ts';
import type { DescriptorEntity, EpollEntity, SocketEntity } from '../domain/entities.ts';
import { type WorldView, descriptorOf, entity, pendingOn, referenceCount, transfersInFlight } from '../domain/world.ts';
import { UNPREDICTED, type Prediction, type RuleContext, predictError } from './types.ts';

/** Names of existing arguments of these kinds: a rule cannot ask for an unknown one. */
export type ArgName<K extends ArgType['kind']> = Extract<ArgsOf<CallName>, { type: { kind: K } }>['name'];
type NumberName = ArgName<'descriptor' | 'far-descriptor' | 'event' | 'pid' | 'handle' | 'integer' | 'option-value'>;

export function numberArg(context: RuleContext, name: NumberName): number | null {
  const value = context.args[name];
  return typeof value === 'number' ? value : null;
}

export function textArg(context: RuleContext, name: ArgName<'choice' | 'address' | 'data' | 'process' | 'blob'>): string {
  const value = context.args[name];
  return typeof value === 'string' ? value : '';
}

export function listArg(context: RuleContext, name: ArgName<'flags'>): readonly string[] {
  const value = context.args[name];
  return Array.isArray(value) ? (value as readonly string[]) : [];
}

export function descriptorArg(world: WorldView, context: RuleContext, name?: ArgName<'descriptor'>): DescriptorEntity | undefined {
  const number = numberArg(context, name ?? context.semantics.descriptorArg);
  return number === null ? undefined : descriptorOf(world, context.process.id, number);
}

/** Returns the socket of the call, or its error if there is none (S3, open(2)). */
export function socketArg(world: WorldView, context: RuleContext): SocketEntity | Prediction {
  const { semantics: d } = context;
  const object = context.object ?? descriptorArg(world, context)?.object ?? null;
  // S7: a closed number can be reused as the handle of a pending export.
  if (object === null && transfersInFlight(world).some((t) => t.target === context.process.id)) return { ...UNPREDICTED, rules: ['S7'] };
  if (object === null) return predictError(d.notADescriptor, d.ids.descriptor);
  const socket = entity(world, 'socket', object);
  if (!socket) return predictError(d.notASocket, d.ids.descriptor);
  return isSure(world, socket) && d.follows(socket, world) ? socket : UNPREDICTED;
}

/** Returns whether the state is confirmed; unconfirmed state supports no prediction. */
export function isSure(world: WorldView, socket: SocketEntity): boolean {
  const peer = socket.sure ? entity(world, 'socket', socket.peer) : undefined;
  if (!peer || peer.closedAt !== null || peer.queue.length === 0) return socket.sure;
  // P27: only a blocked call keeps the other end open, and there is data for it: when it returns, which the
  // rules leave open, that end closes.
  return referenceCount(world, peer.id) > 0 || pendingOn(world, peer.id).length === 0;
}

export function isPrediction(value: SocketEntity | EpollEntity | Prediction): value is Prediction {
  return 'outcome' in value;
}

/** In a commit: the socket of the call, or undefined if the call cannot have had one. */
export function committedSocket(world: WorldView, context: RuleContext): SocketEntity | undefined {
  return entity(world, 'socket', context.object ?? descriptorArg(world, context)?.object ?? null);
}

/** The family of an address, from its notation. */
export function familyOf(address: string): string {
  if (address.startsWith('@') || address.startsWith('/')) return 'AF_UNIX';
  return address.startsWith('[') ? 'AF_INET6' : 'AF_INET';
}

/** The live socket bound to an address, listening ones first. */
export function socketAt(world: WorldView, address: string): SocketEntity | undefined {
  let found: SocketEntity | undefined;
  for (const e of world.living('socket')) {
    if (e.local !== address) continue;
    if (e.state === 'listening') return e;
    if (e.state === 'bound') found ??= e;
  }
  return found;
}
