/** Handing over a session's socket: whatever the transport, the result is a step of the trace. */
import { fromHex, toHex } from '../../../shared/domain/bytes.ts';
import { makeDescriptor, makeSocket } from '../../../shared/rules/common/make.ts';
import type { Draft } from '../../../shared/domain/draft.ts';
import type { DescriptorEntity, ProcessEntity, Provenance, SocketEntity } from '../../../shared/domain/entities.ts';
import { type ObjectId, processId } from '../../../shared/domain/ids.ts';
import { allOf, descriptorsFor } from '../../../shared/domain/world.ts';
import type { OwnProcess } from '../../../shared/contract/own.ts';
import type { SocketFacts } from '../../../shared/external-process/types.ts';
import type { Action } from '../../../shared/trace/step.ts';
import { isInheritable, linkOf, linksOf } from '../../../../native-bridge/host/proc.ts';

export type Carrier = Extract<Action, { kind: 'message' }>['carrier'];

/** The name of a user's process in a session: "nginx-1234". */
export function nameOf({ name, pid }: Pick<OwnProcess, 'name' | 'pid'>): string {
  const plain = name.replace(/\.exe$/i, '').replace(/[^A-Za-z0-9_-]/g, '-').replace(/^[^A-Za-z]+/, '').slice(0, 20);
  return `${plain === '' ? 'process' : plain}-${pid}`;
}

/** Adds the process to the world if it is not there yet. */
export function withProcess(draft: Draft, own: Pick<OwnProcess, 'name' | 'pid'>): ProcessEntity {
  const name = nameOf(own);
  const id = processId(name);
  const there = draft.get(id);
  if (there?.kind === 'process') return there;
  const made: ProcessEntity = { kind: 'process', id, name, role: 'participant', pid: own.pid, state: 'running', threads: [], endedAt: null,
    received: [] };
  draft.put(made);
  return made;
}

/** The numbers under which a process holds the object of one of our descriptors, as far as permissions allow. */
export function numbersIn(pid: number, ourNumber: number): number[] {
  if (process.platform === 'win32') return [];
  const link = linkOf(process.pid, ourNumber);
  return link === null ? [] : [...linksOf(pid) ?? []].filter(([, target]) => target === link).map(([fd]) => fd);
}

/** A descriptor that a process held when it was inspected; its origin is unknown, and its flags are as read. */
export function addFoundDescriptor(
  draft: Draft, own: Pick<OwnProcess, 'name' | 'pid'>, object: ObjectId, number: number, step: number,
): DescriptorEntity {
  return makeDescriptor(draft, withProcess(draft, own).id, number, object, 'found', step, isInheritable(own.pid, number) ?? false);
}

/** The process now has a descriptor of the object; without a number if inspection is not permitted. */
export function addGivenDescriptor(draft: Draft, own: OwnProcess, object: ObjectId, number: number | null, step: number): DescriptorEntity {
  const owner = withProcess(draft, own);
  return makeDescriptor(draft, owner.id, number, object, process.platform === 'win32' ? 'imported' : 'received', step, false);
}

/** Main now has a descriptor of the received object: a known one if its identity matches, else a new one. */
export function addTakenSocket(
  draft: Draft, number: number, facts: SocketFacts, step: number, how: Provenance = process.platform === 'win32' ? 'imported' : 'received',
): DescriptorEntity {
  const object = knownObject(draft, number) ?? makeSocket(draft, socketOf(facts)).id;
  return makeDescriptor(draft, processId('main'), number, object, how, step, false);
}

function socketOf(
  { family, type, listening, local, remote }: SocketFacts,
): Pick<SocketEntity, 'family' | 'type' | 'protocol'> & Partial<SocketEntity> {
  const state = listening ? 'listening' : remote !== null ? 'established' : local === null ? 'unbound' : 'bound';
  const protocol = family === 'AF_UNIX' ? '' : type === 'SOCK_STREAM' ? 'IPPROTO_TCP' : 'IPPROTO_UDP';
  // Only the object knows its queue and its mode: neither is predicted.
  return { family, type, protocol, state, local, remote, sure: false };
}

function knownObject(draft: Draft, number: number): ObjectId | null {
  if (process.platform === 'win32') return null;
  const link = linkOf(process.pid, number);
  const pids = new Map(allOf(draft, 'process').map((p) => [p.id, p.pid]));
  for (const socket of draft.living('socket')) {
    const same = descriptorsFor(draft, socket.id).some((d) => {
      const pid = pids.get(d.process);
      return d.number !== null && pid != null && linkOf(pid, d.number) === link;
    });
    if (same) return socket.id;
  }
  return null;
}

/** Decodes pasted bytes: base64 if they are not hex. */
export function pastedBytes(text: string): Uint8Array {
  const digits = text.replace(/0x|\\x|[\s,:;{}-]/gi, '');
  if (digits !== '' && digits.length % 2 === 0 && !/[^0-9a-f]/i.test(digits)) return fromHex(digits);
  const compact = text.replace(/\s/g, '');
  return /^[A-Za-z0-9+/_-]+={0,2}$/.test(compact) ? new Uint8Array(Buffer.from(compact, 'base64')) : new TextEncoder().encode(text);
}

export const hexOf = (bytes: Uint8Array): string => toHex(bytes);
