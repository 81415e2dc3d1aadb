/** Creates sockets and descriptors for all rules. */
import type { Draft } from '../../domain/draft.ts';
import type { DescriptorEntity, Provenance, SocketEntity } from '../../domain/entities.ts';
import type { ObjectId, ProcessId, StepNumber } from '../../domain/ids.ts';

type NewSocket = Pick<SocketEntity, 'family' | 'type' | 'protocol'> & Partial<SocketEntity>;

export function makeSocket(draft: Draft, fields: NewSocket): SocketEntity {
  const socket: SocketEntity = {
    kind: 'socket', id: fields.id ?? draft.nextId('socket'), state: 'unbound', local: null, remote: null, peer: null,
    options: {}, optionSteps: {}, nonblocking: false, nonblockingSince: null, queue: [], backlog: [],
    sendShutdown: false, receiveShutdown: false, peerEnded: false, reset: false, closedAt: null, sure: true,
    ...fields,
  };
  draft.put(socket);
  return socket;
}

export function makeDescriptor(
  draft: Draft, process: ProcessId, number: number | null, object: ObjectId, how: Provenance, step: StepNumber, inheritable: boolean,
): DescriptorEntity {
  const descriptor: DescriptorEntity = {
    kind: 'descriptor', id: draft.nextId('descriptor'), process, number, object, how, step, inheritable,
  };
  draft.put(descriptor);
  return descriptor;
}
