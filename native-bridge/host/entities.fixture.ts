/** Entities with sensible defaults, for worlds that tests hand to a prober. */
import type { DescriptorEntity, EventEntity, ProcessEntity, RegistrationEntity, SocketEntity } from '../../app/shared/domain/entities.ts';

export const aProcess = (name: string, pid: number | null): ProcessEntity => ({
  kind: 'process', id: `process:${name}`, name, role: 'participant', pid, state: 'running', threads: [], endedAt: null, received: [],
});

export const aDescriptor = (n: number, process: string, number: number, object: DescriptorEntity['object']): DescriptorEntity => ({
  kind: 'descriptor', id: `descriptor:${n}`, process: `process:${process}`, number, object, how: 'created', step: 1, inheritable: true,
});

export const aSocket = (n: number, fields: Partial<SocketEntity> = {}): SocketEntity => ({
  kind: 'socket', id: `socket:${n}`, family: 'AF_INET', type: 'SOCK_STREAM', protocol: 'IPPROTO_TCP', state: 'unbound', local: null,
  remote: null, peer: null, options: {}, optionSteps: {}, nonblocking: false, nonblockingSince: null, queue: [], backlog: [],
  sendShutdown: false, receiveShutdown: false, peerEnded: false, reset: false, closedAt: null, sure: true, ...fields,
});

export const anEvent = (n: number, process: string, number: number): EventEntity => ({
  kind: 'event', id: `event:${n}`, process: `process:${process}`, number, set: false, step: 1,
});

export const aRegistration = (n: number,
  fields: Pick<RegistrationEntity, 'socket' | 'descriptor' | 'number' | 'process' | 'target'>): RegistrationEntity => ({
    kind: 'registration', id: `registration:${n}`, api: 'epoll', mask: ['EPOLLIN'], step: 1, state: 'current', cancelledBy: null,
    recorded: [], ...fields,
  });
