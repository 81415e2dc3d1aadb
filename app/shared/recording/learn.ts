/** What calls show besides their effect: ports that the system chose, addresses of peers, and closes that were not seen. */
import type { Draft } from '../domain/draft.ts';
import type { StepNumber } from '../domain/ids.ts';
import { descriptorOf, entity } from '../domain/world.ts';
import { closeDescriptor } from '../rules/common/close.ts';
import { aboutSocket } from './about.ts';
import { partsOf } from './addresses.ts';
import { isPortless } from './outside.ts';
import type { Prepared } from './prepare.ts';
import type { RawCall, RawValue } from './raw.ts';
import type { State } from './state.ts';

/**
 * A number that the system gives again was closed, whether the source saw it or not. dup2 of a file onto a socket closes the
 * socket, and the rules do not know the file.
 */
export function closeReplaced(state: State, draft: Draft, { task: { table }, decoded, ruleOutcome }: Prepared, step: StepNumber): void {
  if (ruleOutcome?.kind !== 'ok') return;
  const { call, args } = decoded;
  // Wine returns the number of the first import again, and the number of a duplicate can be one of another process.
  if (state.rules === 'winsock' && (call === 'DuplicateHandle' || args['protocolInfo'] !== undefined)) return;
  const { descriptor, descriptors = [] } = ruleOutcome.results;
  const replaces = call === 'dup2' || call === 'dup3';
  const source = typeof args['fd'] === 'number' ? descriptorOf(draft, table.id, args['fd']) : undefined;
  if (replaces && source) return;
  for (const number of descriptor === undefined ? descriptors : [descriptor]) {
    const stale = descriptorOf(draft, table.id, number);
    if (stale) closeDescriptor(draft, state.semantics, stale, step);
  }
}

export function learn(state: State, draft: Draft, prepared: Prepared, id: string | null): void {
  const { decoded: { call, args, address }, ruleOutcome } = prepared;
  const socket = entity(draft, 'socket', id);
  const made = ruleOutcome?.kind === 'ok';
  const target = typeof args['address'] === 'string' ? args['address'] : null;
  if (socket && made && call === 'bind' && partsOf(target ?? '').port === 0) {
    draft.change('socket', socket.id, { local: prepared.decoded.local ?? `${partsOf(target!).host}:?` });
  }
  if (socket && made && address !== undefined && address !== '' && (call === 'getsockname' || call === 'getpeername')) {
    const which = call === 'getsockname' ? 'local' : 'remote';
    // Before bind and connect, the system answers with port 0.
    if (socket[which] !== address && partsOf(address).port !== 0) draft.change('socket', socket.id, { [which]: address });
  }
  const started = ruleOutcome?.kind === 'error' && ruleOutcome.name === 'EINPROGRESS';
  if (socket && call === 'connect' && target !== null && (made || started)) connected(draft, socket.id, target, made);
  for (const value of prepared.raw.args) learnAbout(draft, prepared, value);
  for (const value of valuesOf(prepared.raw)) linkPeers(state, draft, prepared, value);
}

/** Numbers of a call, its result among them. */
export const valuesOf = ({ args, result }: RawCall): readonly RawValue[] =>
  (result?.kind === 'value' && result.about !== undefined ? [...args, { kind: 'number', value: result.value, about: result.about }] : args);

/** The two ends of a unix connection whose name led to no listener, as after a rename of its path. */
function linkPeers(state: State, draft: Draft, { task: { table } }: Prepared, value: RawValue): void {
  const about = value.kind === 'number' && value.about !== undefined ? aboutSocket(value.about) : null;
  if (value.kind !== 'number' || !about?.peer) return;
  const socket = entity(draft, 'socket', descriptorOf(draft, table.id, value.value)?.object ?? null);
  const peer = entity(draft, 'socket', state.inodes.get(`socket:[${about.peer}]`) ?? null);
  if (!socket || !peer || socket.peer !== null || peer.peer !== null || peer.id === socket.id) return;
  draft.change('socket', socket.id, { peer: peer.id });
  draft.change('socket', peer.id, { peer: socket.id });
}

/** The address that the program used is that of the far end, also if its listener is bound to any address. */
function connected(draft: Draft, id: string, address: string, made: boolean): void {
  const socket = draft.change('socket', id, { remote: address });
  const far = entity(draft, 'socket', socket.peer);
  if (far && socket.type !== 'SOCK_DGRAM') draft.change('socket', far.id, { local: address });
  if (!far) draft.change('socket', id, { state: made ? 'established' : 'connecting' });
  // The listener had a port that the system chose: this is it.
  for (const listener of draft.living('socket')) {
    if (far === undefined || !isPortless(listener) || !listener.backlog.includes(far.id)) continue;
    draft.change('socket', listener.id, { local: listener.local!.replace('?', String(partsOf(address).port)) });
  }
}

/** Addresses that the source shows with a descriptor. */
function learnAbout(draft: Draft, { task: { table } }: Prepared, value: RawValue): void {
  if (value.kind !== 'number' || value.about === undefined) return;
  const about = aboutSocket(value.about);
  const socket = entity(draft, 'socket', descriptorOf(draft, table.id, value.value)?.object ?? null);
  if (!about || !socket) return;
  const unknown = socket.local === null || isPortless(socket);
  const local = unknown && about.local !== null && partsOf(about.local).port !== null ? { local: about.local } : {};
  const remote = socket.remote === null && about.remote !== null && partsOf(about.remote).port !== null ? { remote: about.remote } : {};
  if ('local' in local || 'remote' in remote) draft.change('socket', socket.id, { ...local, ...remote });
}
