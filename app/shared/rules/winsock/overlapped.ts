/** WSASend, WSARecv, AcceptEx, and their results (S33, S41, S45). */
import { findCall } from '../../calls/catalogue.ts';
import { startsOperation } from '../../calls/types.ts';
import type { OperationEntity, SocketEntity } from '../../domain/entities.ts';
import { allOf, descriptorOf, entity, eventOf, pendingOn } from '../../domain/world.ts';
import { consume, deliver, predictRead, predictSend, sendRule, take } from '../common/data.ts';
import { committedSocket, descriptorArg, isPrediction, numberArg, socketArg, textArg } from '../lookup.ts';
import {
  type RulesOf, UNPREDICTED, type Prediction, predictError, predictOk, predictPending,
} from '../types.ts';
import type { Draft } from '../../domain/draft.ts';
import type { WorldView } from '../../domain/world.ts';
import type { WinsockContext, WinsockRule } from './clauses.ts';
import { receiveFrom, sendTo } from './datagrams.ts';
import { notAHandle } from './not-a-handle.ts';
import { resetEvent } from './events.ts';
import { fail, finish, operationArg, pendingOperations, progress } from './operations.ts';
import { cannotReceive, receive } from './receive.ts';
import { exceptUnix } from './unix.ts';

const isOverlapped = (c: WinsockContext): boolean => startsOperation(c.call, c.args);

/** The operation started by a call, possibly already completed. */
export function begin(
  draft: Draft, c: WinsockContext, socket: SocketEntity, number: number | null, length: number,
): OperationEntity | null {
  const descriptor = descriptorArg(draft, c);
  if (!descriptor) return null;
  const accept = numberArg(c, 'acceptSocket');
  const acceptSocket = accept === null ? undefined : entity(draft, 'socket', descriptorOf(draft, c.process.id, accept)?.object ?? null);
  const event = eventOf(draft, c.process.id, numberArg(c, 'event') ?? -1);
  const operation: OperationEntity = {
    kind: 'operation', id: draft.nextId('operation'), process: c.process.id, number, call: c.call.name, descriptor: descriptor.id,
    object: socket.id, acceptSocket: acceptSocket?.id ?? null, length, event: event?.id ?? null, step: c.step, state: 'pending', data: '',
    error: null,
  };
  draft.put(operation);
  return operation;
}

/** The system resets the event of an operation before it starts, even if it fails; completion sets it. */
export function resetItsEvent(draft: Draft, c: WinsockContext): void {
  resetEvent(draft, eventOf(draft, c.process.id, numberArg(c, 'event') ?? -1));
}

/** The effect of an event without an OVERLAPPED, or of an invalid event, is not documented. */
export function eventIsOpen(world: WorldView, c: WinsockContext): boolean {
  const event = numberArg(c, 'event');
  return event !== null && (!isOverlapped(c) || !eventOf(world, c.process.id, event));
}

/** A send on a stream that was started without a connection waits; no page says for what. */
const waitsUnconnected = ({ type, state }: SocketEntity, started = false): boolean =>
  started && type !== 'SOCK_DGRAM' && state !== 'established';

const wsaSend: WinsockRule = {
  predict(world, c) {
    if (eventIsOpen(world, c)) return UNPREDICTED;
    // No page says what an operation without a connection waits for.
    if (c.object !== undefined && entity(world, 'socket', c.object)?.state !== 'established') return UNPREDICTED;
    if (!isOverlapped(c)) return sendRule.predict(world, c);
    const socket = socketArg(world, c);
    if (isPrediction(socket)) return socket;
    const prediction = predictSend(c.semantics, socket, entity(world, 'socket', socket.peer), textArg(c, 'data'));
    return prediction.outcome.kind === 'ok' ? predictOk({}, 'S29') : prediction;
  },
  commit(draft, c, outcome, observed) {
    const socket = committedSocket(draft, c);
    if (isOverlapped(c) && socket) resetItsEvent(draft, c);
    if (!isOverlapped(c) || outcome.kind !== 'ok' || !socket) {
      sendRule.commit?.(draft, c, outcome, observed);
      return;
    }
    const data = textArg(c, 'data');
    const operation = begin(draft, c, socket, outcome.results.operation ?? null, data.length);
    if (waitsUnconnected(socket, outcome.results.started)) return;
    deliver(draft, c.semantics, socket, socket.peer, { data, transfer: null });
    if (operation) finish(draft, c.semantics, operation, data);
  },
};

const wsaRecv: WinsockRule = {
  predict(world, c) {
    if (eventIsOpen(world, c)) return UNPREDICTED;
    if (!isOverlapped(c)) return receive.predict(world, c);
    const socket = socketArg(world, c);
    if (isPrediction(socket)) return socket;
    // The pages do not cover receiving on a listening socket.
    if (socket.state === 'listening') return UNPREDICTED;
    const wait = cannotReceive(world, c, { ...socket, nonblocking: false });
    // The operation waits, not the call.
    if (wait?.outcome.kind === 'pending') return predictOk({ started: true }, 'S33');
    if (wait && wait.outcome.kind !== 'ok') return wait;
    if (pendingOperations(world, socket.id).length > 0) return UNPREDICTED;
    return wait ? predictOk({}, 'S31') : predictTaken(socket, numberArg(c, 'length') ?? 0);
  },
  commit(draft, c, outcome, observed) {
    const socket = committedSocket(draft, c);
    if (!isOverlapped(c)) {
      receive.commit?.(draft, c, outcome, observed);
      return;
    }
    if (!socket) return;
    resetItsEvent(draft, c);
    if (outcome.kind === 'ok') {
      const operation = begin(draft, c, socket, outcome.results.operation ?? null, numberArg(c, 'length') ?? 0);
      if (operation && outcome.results.started === true) progress(draft, c.semantics, socket.id);
      else if (operation) {
        const data = outcome.results.data ?? '';
        if (socket.queue.length > 0) consume(draft, c.semantics, socket, data);
        finish(draft, c.semantics, operation, data);
      }
    }
    if (outcome.kind === 'ok' || outcome.kind === 'error') c.semantics.rearm(draft, socket.id, 'read');
  },
};

const wsaSendTo: WinsockRule = {
  predict(world, c) {
    if (eventIsOpen(world, c)) return UNPREDICTED;
    const prediction = sendTo.predict(world, c);
    return isOverlapped(c) && prediction.outcome.kind === 'ok' ? predictOk({}, 'S29') : prediction;
  },
  commit(draft, c, outcome, observed) {
    const socket = committedSocket(draft, c);
    if (isOverlapped(c) && socket) resetItsEvent(draft, c);
    sendTo.commit?.(draft, c, outcome, observed);
    if (!isOverlapped(c) || outcome.kind !== 'ok' || !socket) return;
    const data = textArg(c, 'data');
    const operation = begin(draft, c, socket, outcome.results.operation ?? null, data.length);
    if (operation && !waitsUnconnected(socket, outcome.results.started)) finish(draft, c.semantics, operation, data);
  },
};

/** Without an OVERLAPPED it tells the sender as recvfrom does. */
const wsaRecvFrom: WinsockRule = {
  ...wsaRecv,
  predict: (world, c) => (isOverlapped(c) || eventIsOpen(world, c) ? wsaRecv : receiveFrom).predict(world, c),
};

function predictTaken(socket: SocketEntity, length: number): Prediction {
  const { data, chunk } = take(socket, length);
  if (data.length < chunk.data.length && socket.type === 'SOCK_DGRAM') return UNPREDICTED;
  return predictRead(socket, { started: false, number: data.length, data }, 'S28');
}

const acceptEx: WinsockRule = {
  predict(world, c) {
    const socket = socketArg(world, c);
    if (isPrediction(socket)) return socket;
    const own = entity(world, 'socket', descriptorOf(world, c.process.id, numberArg(c, 'acceptSocket') ?? -1)?.object ?? null);
    if (!own) return predictError('WSAENOTSOCK', 'S3');
    // The page does not cover a socket that does not listen, and only forbids a bound or connected second socket.
    const taken = allOf(world, 'operation').some((o) => o.acceptSocket === own.id && o.state === 'pending');
    if (own.id === socket.id || taken || eventIsOpen(world, c) || socket.state !== 'listening' || own.state !== 'unbound')
      return UNPREDICTED;
    const refused = c.semantics.clauses.acceptExNeedsAStream(own);
    if (refused) return refused;
    return predictOk(socket.backlog.length === 0 ? { started: true } : {}, 'S33');
  },
  commit(draft, c, outcome) {
    const socket = committedSocket(draft, c);
    // Checked before the second socket, even if the first is invalid.
    resetItsEvent(draft, c);
    if (!socket || outcome.kind !== 'ok') return;
    begin(draft, c, socket, outcome.results.operation ?? null, 0);
    progress(draft, c.semantics, socket.id);
    c.semantics.rearm(draft, socket.id, 'accept');
    // No page covers AcceptEx on a socket that does not listen.
    if (socket.state !== 'listening') draft.change('socket', socket.id, { sure: false });
  },
};

const overlappedResult: WinsockRule = {
  predict(world, c) {
    const operation = operationArg(world, c);
    const socket = socketArg(world, c);
    if (isPrediction(socket)) return socket;
    // The page requires the socket of the operation.
    if (!operation || operation.object !== socket.id) return UNPREDICTED;
    return endOf(operation, c.args['wait'] === true);
  },
};

function endOf(operation: OperationEntity, wait: boolean): Prediction {
  switch (operation.state) {
    case 'done':
      return predictOk({ number: operation.data.length,
        ...(findCall('winsock', operation.call)?.receives ? { data: operation.data } : {}) }, 'S33');
    case 'failed': return operation.error === 'WSA_OPERATION_ABORTED' ? predictError(operation.error, 'S33') : UNPREDICTED;
    case 'pending': return wait ? predictPending('S33') : predictError('WSA_IO_INCOMPLETE', 'S33');
  }
}

const cancelIo: WinsockRule = {
  predict(world, c) {
    const socket = socketArg(world, c);
    if (isPrediction(socket)) return notAHandle(world, c);
    return cancellable(world, c, socket).length > 0 ? predictOk({}, 'S33') : predictError('ERROR_NOT_FOUND', 'S33');
  },
  commit(draft, c, outcome) {
    const socket = committedSocket(draft, c);
    if (outcome.kind !== 'ok' || !socket) return;
    for (const operation of cancellable(draft, c, socket)) fail(draft, c.semantics, operation, 'WSA_OPERATION_ABORTED');
    if (numberArg(c, 'operation') !== null) return;
    for (const waiting of pendingOn(draft, socket.id))
      if (waiting.process === c.process.id) draft.change('pending', waiting.id, { cancelled: true });
  },
};

/** Operations of this process only, whichever descriptor started them. */
function cancellable(world: WorldView, c: WinsockContext, socket: SocketEntity): OperationEntity[] {
  const one = numberArg(c, 'operation');
  return pendingOperations(world, socket.id)
    .filter((o) => c.semantics.clauses.cancelReachesOwnOperations(o, c.process.id) && (one === null || o.number === one));
}

export const OVERLAPPED_RULES = {
  WSASend: wsaSend, WSARecv: wsaRecv, WSASendTo: wsaSendTo, WSARecvFrom: wsaRecvFrom, AcceptEx: exceptUnix(acceptEx),
  WSAGetOverlappedResult: overlappedResult, CancelIoEx: cancelIo,
} satisfies RulesOf<'winsock'>;
