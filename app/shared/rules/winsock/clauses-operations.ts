/** Clauses of overlapped operations, completion ports, and calls that look at readiness (S28, S33, S34, S49). */
import type { Draft } from '../../domain/draft.ts';
import type { EventEntity, OperationEntity, PortEntity, RegistrationEntity, SocketEntity } from '../../domain/entities.ts';
import type { OperationId, ProcessId, SocketId } from '../../domain/ids.ts';
import { answer, condition, effect } from '../clause.ts';
import { type Prediction, predictError, predictOneOf } from '../types.ts';

/** The last descriptor was closed while the call was blocked. */
const endedByTheLastClose = ({ closedAt }: SocketEntity): Prediction | null =>
  (closedAt === null ? null : predictOneOf(['WSAEINTR', 'WSAENOTSOCK', 'WSAECONNABORTED'], 'S33'));

const operations = {
  lastCloseAborts: condition({
    rule: 'S33', says: 'The last close aborts pending operations.', without: 'the last close ends no operation',
    evidence: ['documented', 'observedOnWine'],
    applies: (operation: OperationEntity): boolean => operation.state === 'pending',
  }),
  acceptingCloseAborts: condition({
    rule: 'S33', says: 'The last close of the accepting socket aborts its AcceptEx.', without: 'an AcceptEx outlives its accepting socket',
    evidence: ['observedOnWine'],
    applies: ({ acceptSocket, state }: OperationEntity, closed: SocketId): boolean => acceptSocket === closed && state === 'pending',
  }),
  acceptExNeedsAStream: answer({
    rule: 'S33', says: 'AcceptEx into a datagram socket fails.', without: 'AcceptEx accepts into a datagram socket',
    evidence: [],
    applies: ({ type }: SocketEntity): Prediction | null => (type === 'SOCK_DGRAM' ? predictError('WSAEINVAL', 'S33') : null),
  }),
  lastCloseEndsReads: answer({
    rule: 'S33', says: 'The last close ends blocked reads.', without: 'a blocked read continues after the last close',
    evidence: ['observedOnWine', 'supposed'],
    applies: endedByTheLastClose,
  }),
  lastCloseEndsAccepts: answer({
    rule: 'S33', says: 'The last close ends blocked accepts.', without: 'a blocked accept continues after the last close',
    evidence: ['observedOnWine', 'supposed'],
    applies: endedByTheLastClose,
  }),
  operationTakesData: condition({
    rule: 'S33', says: 'A pending operation takes data that arrives.', without: 'data stays in the queue beside a pending operation',
    evidence: ['documented', 'observedOnWine'],
    applies: (socket: SocketEntity): boolean => socket.queue.length > 0,
  }),
  operationTakesConnection: condition({
    rule: 'S33', says: 'A pending AcceptEx takes a connection that arrives.',
    without: 'connections stay in the backlog beside a pending AcceptEx',
    evidence: ['documented', 'observedOnWine'],
    applies: (listener: SocketEntity): boolean => listener.backlog.length > 0,
  }),
  endCompletesReceive: condition({
    rule: 'S31', says: 'The end of the stream completes a pending receive.',
    without: 'a pending receive waits on after the end of the stream',
    evidence: ['documented', 'observedOnWine'],
    applies: (socket: SocketEntity): boolean => socket.peerEnded,
  }),
  completionSetsTheEvent: effect({
    rule: 'S33', says: 'A completed operation sets its event.', without: 'a completed operation does not set its event',
    evidence: ['documented', 'observedOnWine'],
    applies(draft: Draft, event: EventEntity): void {
      if (!event.set) draft.change('event', event.id, { set: true });
    },
  }),
  cancelReachesOwnOperations: condition({
    rule: 'S33', says: 'CancelIoEx finds the operations of the calling process.', without: 'CancelIoEx finds nothing',
    evidence: ['documented', 'observedOnWine'],
    applies: (operation: OperationEntity, process: ProcessId): boolean => operation.process === process,
  }),
};

const ports = {
  portIsForLife: answer({
    rule: 'S49', says: 'A socket stays with its completion port.', without: 'a socket can be associated with a second port',
    evidence: ['documented', 'observedOnWine'],
    applies: (association: RegistrationEntity | undefined): Prediction | null =>
      (association ? predictError('WSA_INVALID_PARAMETER', 'S49') : null),
  }),
  completionGoesToThePort: effect({
    rule: 'S49', says: 'Each completion is a packet at the port of the socket.', without: 'completions do not go to the port',
    evidence: ['documented', 'observedOnWine'],
    applies(draft: Draft, port: PortEntity, key: number, operation: OperationId): void {
      draft.change('port', port.id, { packets: [...port.packets, { key, operation }] });
    },
  }),
  postedPacketIsQueued: effect({
    rule: 'S49', says: 'A posted packet is queued at the port.', without: 'posted packets are lost',
    evidence: ['documented', 'observedOnWine'],
    applies(draft: Draft, port: PortEntity, key: number, bytes: number): void {
      draft.change('port', port.id, { packets: [...port.packets, { key, operation: null, bytes }] });
    },
  }),
  packetIsTakenOnce: effect({
    rule: 'S49', says: 'A packet that was taken is gone.', without: 'a packet can be taken again',
    evidence: ['documented', 'observedOnWine'],
    applies(draft: Draft, port: PortEntity, at: number): void {
      draft.change('port', port.id, { packets: port.packets.filter((_, i) => i !== at) });
    },
  }),
};

const readiness = {
  dataIsReadable: condition({
    rule: 'S28', says: 'A socket with unread data is readable.', without: 'unread data does not make a socket readable',
    evidence: ['documented', 'observedOnWine'],
    applies: (socket: SocketEntity): boolean => socket.queue.length > 0,
  }),
  connectionIsReadable: condition({
    rule: 'S28', says: 'A listener with a waiting connection is readable.',
    without: 'a waiting connection does not make a listener readable',
    evidence: ['documented', 'observedOnWine'],
    applies: (socket: SocketEntity): boolean => socket.backlog.length > 0,
  }),
  endIsReadable: condition({
    rule: 'S31', says: 'A socket whose stream ended is readable.', without: 'the end of the stream does not make a socket readable',
    evidence: ['documented', 'observedOnWine'],
    applies: (socket: SocketEntity): boolean => socket.peerEnded,
  }),
  connectedIsWritable: condition({
    rule: 'S28', says: 'A connected socket is writable.', without: 'a connected socket is not writable',
    evidence: ['documented', 'observedOnWine'],
    applies: (socket: SocketEntity): boolean => socket.state === 'established',
  }),
  datagramIsWritable: condition({
    rule: 'S28', says: 'A datagram socket is writable.', without: 'a datagram socket is not writable',
    evidence: ['documented', 'observedOnWine'],
    applies: (socket: SocketEntity): boolean => socket.type === 'SOCK_DGRAM',
  }),
};

export const OPERATION_CLAUSES = { ...operations, ...ports, ...readiness };
