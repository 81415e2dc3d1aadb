/** Sockets and processes that existed before the recording, or whose creation it did not see. */
import type { SocketState } from '../domain/entities.ts';
import type { ObjectId } from '../domain/ids.ts';
import { entity } from '../domain/world.ts';
import { makeDescriptor, makeSocket } from '../rules/common/make.ts';
import { type AboutSocket, aboutSocket } from './about.ts';
import type { Decoded } from './decode/form.ts';
import { ONLY_SOCKETS } from './prepare.ts';
import type { FoundDescriptor, RawCall } from './raw.ts';
import type { State } from './state.ts';
import type { Task } from './tasks.ts';
import type { StepWriter } from './writer.ts';

/** Standard error. */
const LAST_STANDARD = 2;

/** Adds the socket behind a number that the world does not know, if the call shows that it is one. */
export function findSocket(state: State, writer: StepWriter, task: Task, raw: RawCall, decoded: Decoded | null): boolean {
  const [first] = raw.args;
  if (first?.kind !== 'number' || task.table.foreign.has(first.value)) return false;
  if (state.descriptor(state.world, task.table, first.value)) return false;
  const about = first.about === undefined ? null : aboutSocket(first.about);
  const byCall = first.about === undefined && decoded !== null && ONLY_SOCKETS.has(decoded.call) && decoded.outcome?.kind === 'ok';
  // An operation that has started is an error of the call, too.
  if ((!about && !byCall) || (raw.result?.kind === 'error' && decoded?.outcome?.kind !== 'ok')) return false;
  const { draft, keep } = state.draft();
  const identity = about?.inode ? `socket:[${about.inode}]` : null;
  const known = identity === null ? undefined : state.inodes.get(identity);
  const open = entity(draft, 'socket', known ?? null)?.closedAt === null ? known as ObjectId : null;
  const object = open ?? makeSocket(draft, { ...kindOf(about, decoded), sure: false }).id;
  if (identity !== null) state.inodes.set(identity, object);
  // What came through an exec is not closed by it; of others this is not known, and most have the flag.
  const inheritable = state.rules === 'winsock' || task.table.executed || first.value <= LAST_STANDARD;
  makeDescriptor(draft, task.table.id, first.value, object, 'found', writer.next, inheritable);
  writer.ahead(keep());
  return true;
}

/** Adds the sockets that a process had open when the recording started. What was queued in them then is not known. */
export function addFound(state: State, writer: StepWriter, { table }: Task, descriptors: readonly FoundDescriptor[]): void {
  const { draft, keep } = state.draft();
  for (const { number, inode, inheritable, nonblocking, ...socket } of descriptors) {
    if (state.descriptor(draft, table, number)) continue;
    const identity = `socket:[${inode}]`;
    const known = state.inodes.get(identity) as ObjectId | undefined;
    const object = known ?? makeSocket(draft, { ...socket, nonblocking, protocol: 'IPPROTO_IP', sure: false }).id;
    state.inodes.set(identity, object);
    makeDescriptor(draft, table.id, number, object, 'found', writer.next, inheritable);
  }
  writer.ahead(keep());
}

function kindOf(about: AboutSocket | null, decoded: Decoded | null) {
  const accepts = /^(?:WSA)?accept/i.test(decoded?.call ?? '');
  const state: SocketState = about?.remote ? 'established' : accepts ? 'listening' : about?.local ? 'bound' : 'unbound';
  return { family: about?.family ?? 'AF_INET', type: about?.type ?? 'SOCK_STREAM', protocol: 'IPPROTO_IP', state,
    local: about?.local ?? null, remote: about?.remote ?? null };
}
