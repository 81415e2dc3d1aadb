/** send, recv, shutdown: one connection and one receive queue for all descriptors (S28, P19). */
import type { Draft } from '../../domain/draft.ts';
import type { Chunk, SocketEntity } from '../../domain/entities.ts';
import type { RuleId } from '../../domain/ids.ts';
import { type WorldView, entity, pendingOn, queuedBytes } from '../../domain/world.ts';
import { type PredictedResults, beginningOf, upTo } from '../../trace/predicted.ts';
import type { PlatformSemantics } from '../platform-semantics.ts';
import { committedSocket, isPrediction, listArg, numberArg, socketArg, textArg } from '../lookup.ts';
import { type CallRule, UNPREDICTED, type Prediction, type RuleContext, predictError, predictOk, predictPending } from '../types.ts';

/** Bytes beyond which the model does not know whether a send fits; far below any default buffer size. */
const SURELY_FITS = 32_768;

/** Bytes that a stream of the model takes before its peer reads. */
const BUFFER_OF_THE_MODEL = 65_536;

export const sendRule: CallRule = {
  predict(world, c) {
    const socket = socketArg(world, c);
    if (isPrediction(socket)) return socket;
    // No page says what a send without a connection waits for.
    if (c.object !== undefined && socket.state !== 'established') return UNPREDICTED;
    return predictSend(c.semantics, socket, entity(world, 'socket', socket.peer), textArg(c, 'data'));
  },
  commit(draft, c, outcome) {
    const socket = committedSocket(draft, c);
    const { semantics: d } = c;
    if (!socket) return;
    if (outcome.kind === 'ok' || outcome.kind === 'error') d.sent(draft, socket.id, outcome.kind === 'ok');
    if (outcome.kind === 'error') d.reported(draft, socket, outcome.name);
    // A datagram socket can have been bound even without a destination address.
    if (outcome.kind === 'error' && socket.type === 'SOCK_DGRAM' && socket.state === 'unbound')
      draft.change('socket', socket.id, { sure: false });
    if (outcome.kind !== 'ok') return;
    deliver(draft, d, socket, socket.peer, { data: textArg(c, 'data').slice(0, outcome.results.number), transfer: null });
  },
};

export function predictSend(d: PlatformSemantics, socket: SocketEntity, peer: SocketEntity | undefined, data: string): Prediction {
  const failed = d.sendState(socket) ?? d.clauses.sendAfterShutdownFails(d, socket);
  if (failed) return failed;
  if (socket.reset) return UNPREDICTED;
  if (socket.state !== 'established') return d.sendUnconnected(socket);
  if (!peer || socket.refusedSends || queuedBytes(peer) + data.length > SURELY_FITS) return mayNotFit(d, socket, peer, data);
  if (peer.closedAt !== null && socket.family === 'AF_UNIX')
    return socket.type === 'SOCK_DGRAM' || d.rules === 'winsock' ? UNPREDICTED : predictError('EPIPE', d.ids.close);
  return predictOk({ number: data.length });
}

/** Whether a stream can have no space: a send was refused, or much of what was sent is unread. */
export const mayLackSpace = (world: WorldView, { refusedSends, peer }: SocketEntity): boolean => {
  const reader = entity(world, 'socket', peer);
  return Boolean(refusedSends) || (reader !== undefined && queuedBytes(reader) > SURELY_FITS);
};

/** How much fits is known to the system alone: the model has a nominal buffer, and the rules have no opinion. */
function mayNotFit(d: PlatformSemantics, socket: SocketEntity, peer: SocketEntity | undefined, data: string): Prediction {
  if (!peer || socket.type !== 'SOCK_STREAM') return UNPREDICTED;
  const fits = queuedBytes(peer) + data.length <= BUFFER_OF_THE_MODEL;
  if (!fits && !socket.nonblocking) return UNPREDICTED;
  return { ...UNPREDICTED, invented: (fits ? predictOk({ number: data.length }) : predictError(d.wouldBlock)).outcome };
}

/** Adds bytes to the peer's queue; without a peer the next send fails. */
export function deliver(draft: Draft, d: PlatformSemantics, from: SocketEntity, to: string | null, chunk: Chunk): void {
  const peer = entity(draft, 'socket', to);
  if (!peer) return;
  if (peer.closedAt !== null) {
    // No receiver: a connection is reset, and a datagram can cause an error later.
    draft.change('socket', from.id, from.type === 'SOCK_DGRAM' ? { sure: false } : { reset: true });
    return;
  }
  if (d.refusesData(peer)) {
    for (const { id } of [from, peer]) draft.change('socket', id, { reset: true });
    return;
  }
  if (chunk.data.length === 0 && chunk.transfer === null && peer.type === 'SOCK_STREAM') return;
  draft.change('socket', peer.id, { queue: append(peer, chunk) });
  d.happened(draft, peer.id, 'read');
}

/** Stream bytes are merged; datagrams and bytes with rights keep their boundaries. */
function append(socket: SocketEntity, chunk: Chunk): readonly Chunk[] {
  const last = socket.queue.at(-1);
  if (socket.type === 'SOCK_STREAM' && last && last.transfer === null && chunk.transfer === null) {
    return [...socket.queue.slice(0, -1), { data: last.data + chunk.data, transfer: null }];
  }
  return [...socket.queue, chunk];
}

/** Other calls are blocked on the socket and can already have taken data that is still in its queue here. */
export const contested = (world: WorldView, c: RuleContext, socket: SocketEntity): boolean =>
  c.object === undefined && socket.queue.length > 0 && pendingOn(world, socket.id).length > 0;

export const recvRule: CallRule = {
  predict(world, c) {
    const socket = socketArg(world, c);
    if (isPrediction(socket)) return socket;
    const { semantics: d } = c;
    // What wakes a call that waits for zero bytes depends on the system.
    if (c.object !== undefined && numberArg(c, 'length') === 0) return UNPREDICTED;
    // Urgent data is not modelled.
    if (listArg(c, 'flags').includes('MSG_OOB') || contested(world, c, socket)) return UNPREDICTED;
    const wait = predictWait(d, socket, listArg(c, 'flags').includes('MSG_DONTWAIT'));
    // The end of a wait for zero bytes is not specified.
    if (wait?.outcome.kind === 'pending' && numberArg(c, 'length') === 0) return UNPREDICTED;
    if (wait) return asTold(wait, c);
    // On a stream MSG_TRUNC discards bytes: the content of the buffer is then undefined.
    if (socket.type === 'SOCK_STREAM' && listArg(c, 'flags').includes('MSG_TRUNC')) return predictOk({}, d.ids.queue);
    const { data } = take(socket, numberArg(c, 'length') ?? 0);
    return predictRead(socket, { data, ended: false }, d.ids.queue);
  },
  commit(draft, c, outcome) {
    const socket = committedSocket(draft, c);
    if (!socket) return;
    const { semantics: d } = c;
    // S41: even a failed recv re-enables FD_READ.
    if (outcome.kind === 'ok' && !listArg(c, 'flags').includes('MSG_PEEK') && d.clauses.dataIsTakenOnce(draft, socket))
      consume(draft, d, socket, outcome.results.data ?? '');
    if (outcome.kind === 'ok' || outcome.kind === 'error') d.rearm(draft, socket.id, 'read');
    if (outcome.kind === 'error') d.reported(draft, socket, outcome.name);
  },
};

/** A zero-length read that distinguishes an end of stream from no data. */
export const asTold = (wait: Prediction, c: RuleContext): Prediction =>
  (wait.outcome.kind === 'ok' && numberArg(c, 'length') === 0 ? predictOk({ data: '' }, ...wait.rules) : wait);

/** Returns the result of a receiving call without data, or null if there is data. */
export function predictWait(d: PlatformSemantics, socket: SocketEntity, dontWait = false): Prediction | null {
  const state = d.receiveState(socket);
  if (state !== undefined) return state;
  return d.clauses.nonblockingReadFails(socket, dontWait) ? predictError(d.wouldBlock, d.ids.blocking) : predictPending(d.ids.blocking);
}

/** The data that a read of `length` bytes takes: stream bytes up to a boundary, or one truncated datagram. */
export function take(socket: SocketEntity, length: number): { data: string; chunk: Chunk } {
  let data = '';
  for (const chunk of socket.queue) {
    data += chunk.data.slice(0, length - data.length);
    // A read returns bytes before a message with rights together with it, but none after it (unix(7)).
    if (socket.type !== 'SOCK_STREAM' || chunk.transfer !== null || data.length >= length) return { data, chunk };
  }
  return { data, chunk: socket.queue.at(-1)! };
}

/** TCP can delay data while earlier data is unacknowledged (RFC 896): the last bytes can arrive later. */
export function predictRead(
  socket: SocketEntity, results: PredictedResults & { readonly data: string; readonly number?: number }, ...rules: RuleId[]
): Prediction {
  const mayLag = socket.type === 'SOCK_STREAM' && socket.family !== 'AF_UNIX' && results.data.length > 1;
  if (!mayLag) return predictOk(results, ...rules);
  return predictOk({ ...results, data: beginningOf(results.data),
    ...(results.number === undefined ? {} : { number: upTo(results.number, 1) }) }, ...rules);
}

/** Removes the data that a read really took from the front of the queue; a peer that waits for space can have it now. */
export function consume(draft: Draft, d: PlatformSemantics, socket: SocketEntity, data: string): void {
  if (socket.queue.length === 0) return;
  takeOut(draft, socket, data);
  const peer = entity(draft, 'socket', socket.peer);
  if (!peer?.refusedSends || entity(draft, 'socket', socket.id)!.queue.length > 0) return;
  d.clauses.spaceIsReported(draft, d, peer.id);
  draft.change('socket', peer.id, { refusedSends: 0 });
}

function takeOut(draft: Draft, socket: SocketEntity, data: string): void {
  if (socket.type !== 'SOCK_STREAM') {
    draft.change('socket', socket.id, { queue: socket.queue.slice(1) });
    return;
  }
  const queue: Chunk[] = [];
  let gone = data.length;
  // A read of zero bytes takes the rights of the first bytes and leaves the bytes.
  if (gone === 0) {
    const [first, ...rest] = socket.queue;
    if (first!.transfer !== null) draft.change('socket', socket.id, { queue: joined([{ ...first!, transfer: null }, ...rest]) });
    return;
  }
  for (const chunk of socket.queue) {
    const left = chunk.data.slice(gone);
    // Rights are taken with the first of their bytes.
    if (left !== '') queue.push(gone > 0 ? { data: left, transfer: null } : chunk);
    gone = Math.max(0, gone - chunk.data.length);
  }
  draft.change('socket', socket.id, { queue: joined(queue) });
}

/** Plain stream bytes are one chunk. */
function joined(queue: readonly Chunk[]): readonly Chunk[] {
  const [first, second, ...rest] = queue;
  return first && second && first.transfer === null && second.transfer === null
    ? [{ data: first.data + second.data, transfer: null }, ...rest] : queue;
}

const ENDS_SENDING = ['SD_SEND', 'SD_BOTH', 'SHUT_WR', 'SHUT_RDWR'];
const ENDS_RECEIVING = ['SD_RECEIVE', 'SD_BOTH', 'SHUT_RD', 'SHUT_RDWR'];

export const shutdownRule: CallRule = {
  predict(world, c) {
    const socket = socketArg(world, c);
    if (isPrediction(socket)) return socket;
    const { semantics: d } = c;
    const decided = d.shutdownState(socket);
    if (decided) return decided;
    if (socket.reset) return UNPREDICTED;
    // According to the shutdown page, "not connected" is an error only for connection-oriented sockets.
    return socket.state === 'established' || socket.type === 'SOCK_DGRAM' ? predictOk({}, d.ids.shutdown) : predictError(d.notConnected);
  },
  commit(draft, c, outcome) {
    const socket = committedSocket(draft, c);
    if (!socket || (outcome.kind !== 'ok' && outcome.kind !== 'error')) return;
    const how = textArg(c, 'how');
    const { semantics: d } = c;
    d.afterShutdown(draft, socket, ENDS_RECEIVING.includes(how), outcome.kind === 'ok');
    if (outcome.kind !== 'ok' || !d.clauses.shutdownReachesAll(draft, socket)) return;
    if (ENDS_RECEIVING.includes(how)) d.clauses.shutdownEndsReceiving(draft, socket.id);
    if (!ENDS_SENDING.includes(how)) return;
    d.clauses.shutdownEndsSending(draft, socket.id);
    // Datagram sockets have no end of stream to report to the peer.
    if (socket.type !== 'SOCK_DGRAM') endStream(draft, d, socket, false);
  },
};

export type Notifying = Pick<PlatformSemantics, 'happened' | 'clauses' | 'closeEndsPeersSending'>;

/** The peer sees the end of the stream. */
export function endStream(draft: Draft, d: Notifying, socket: SocketEntity, closed: boolean): void {
  const peer = entity(draft, 'socket', socket.peer);
  if (!peer || peer.closedAt !== null) return;
  if (closed && d.closeEndsPeersSending(socket)) draft.change('socket', peer.id, { sendShutdown: true });
  // What was reset before has no end of the stream to see.
  if (peer.peerEnded || peer.reset) return;
  if (closed) d.clauses.closeEndsStream(draft, d, peer.id);
  else d.clauses.shutdownEndsStream(draft, d, peer.id);
}
