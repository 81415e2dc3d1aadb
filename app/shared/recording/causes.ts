/**
 * Which call can have caused another one where the rules have no opinion, because the state of its socket is not known: a
 * connection comes from a connect, bytes and the end of a stream from a call at the other end.
 */
import { entity } from '../domain/world.ts';
import { isSure } from '../rules/lookup.ts';
import { unconnected } from './accepts.ts';
import { isFrom, partsOf } from './addresses.ts';
import { CLOSES, type Prepared } from './prepare.ts';
import { knownTarget } from './outside.ts';
import type { State } from './state.ts';

/** Sockets at which a call must have happened before this one returned; empty if the world explains it, or the rules judge it. */
export function soughtAt(state: State, prepared: Prepared): readonly string[] {
  const { task: { table }, args, spec, ruleOutcome, vague, decoded } = prepared;
  const listener = unconnected(state, state.world, prepared);
  if (listener) return [listener.id];
  const socket = ruleOutcome?.kind === 'ok' ? state.socket(state.world, table, state.numberIn(args)) : undefined;
  if (!socket || ruleOutcome?.kind !== 'ok' || (!vague && isSure(state.world, socket))) return [];
  if (spec.accepts) {
    const from = (id: string) => entity(state.world, 'socket', id)?.remote ?? decoded.address;
    return socket.backlog.some((id) => from(id) === decoded.address) ? [] : [socket.id];
  }
  const { data = '', ended = false } = ruleOutcome.results;
  if (!spec.receives || (data === '' && !ended)) return [];
  const there = ended ? socket.peerEnded || socket.peer === null
    : socket.queue.reduce((sum, chunk) => sum + chunk.data.length, 0) >= data.length;
  return there ? [] : [socket.peer ?? socket.id];
}

/** Whether an accepted connection can be that of a connect: its client is not known to have another address. */
export function canBeFrom(state: State, prepared: Prepared, { task: { table }, args }: Prepared): boolean {
  const { spec, decoded: { address } } = prepared;
  const local = state.socket(state.world, table, state.numberIn(args))?.local ?? null;
  return (!spec.accepts && !unconnected(state, state.world, prepared))
    || address === undefined || address === '' || partsOf(local ?? '').port === 0 || isFrom(local, address);
}

/** Sockets at which the call does something that another end notices. */
export function actsAt(state: State, { task: { table }, args, spec, outcome }: Prepared): readonly string[] {
  const socket = state.socket(state.world, table, state.numberIn(args));
  const noticed = spec.address === 'connects' || spec.waits === 'room' || spec.name === 'shutdown' || CLOSES.has(spec.name);
  if (!socket || !noticed || outcome?.kind === 'error') return [];
  const to = args['address'] ?? args['to'];
  const target = typeof to === 'string' ? knownTarget(state.world, to, socket) : undefined;
  return target ? [socket.id, target.id] : [socket.id];
}
