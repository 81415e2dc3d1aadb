/** recv and recvfrom: the common rules and the additions of Winsock (S25, S28, S33). */
import type { Draft } from '../../domain/draft.ts';
import type { SocketEntity } from '../../domain/entities.ts';
import { asTold, consume, contested, predictRead, predictWait, take } from '../common/data.ts';
import { committedSocket, descriptorArg, isPrediction, listArg, numberArg, socketArg } from '../lookup.ts';
import { UNPREDICTED, type Prediction, predictError, predictOk } from '../types.ts';
import { type WorldView, pendingOn, queuedBytes } from '../../domain/world.ts';
import { upTo } from '../../trace/predicted.ts';
import type { WinsockContext, WinsockRule } from './clauses.ts';
import { believesUnbound } from './view.ts';

export const receive: WinsockRule = {
  predict(world, c) {
    const socket = socketArg(world, c);
    if (isPrediction(socket)) return socket;
    // Urgent data and zero-length reads after a reset are not modelled.
    if (listArg(c, 'flags').includes('MSG_OOB') || contested(world, c, socket) || (socket.reset && numberArg(c, 'length') === 0))
      return UNPREDICTED;
    // No page says whether a call can overtake one that waits for urgent data.
    if (pendingOn(world, socket.id).some(({ args }) => Array.isArray(args['flags']) && args['flags'].includes('MSG_OOB')))
      return UNPREDICTED;
    // The shutdown page covers later calls, not blocked ones.
    if (c.object !== undefined && socket.receiveShutdown) return { outcome: { kind: 'unknown' }, rules: ['S30'] };
    // S33: its descriptor was closed while it was blocked, and others keep the socket open. This is not documented.
    const orphan = c.object !== undefined && socket.closedAt === null && descriptorArg(world, c)?.object !== socket.id;
    if (orphan || mayBeCancelled(world, c, socket)) return { outcome: { kind: 'unknown' }, rules: ['S33'] };
    const wait = cannotReceive(world, c, socket);
    const late = wait?.outcome.kind === 'pending' ? c.semantics.clauses.blockedReceiveTimesOut(socket, c.grace) : null;
    if (late) return late;
    return wait ? asTold(wait, c) : predictTake(c, socket, numberArg(c, 'length') ?? 0);
  },
  commit(draft, c, outcome) {
    const socket = committedSocket(draft, c);
    if (!socket) return;
    const cut = outcome.kind === 'error' && outcome.name === 'WSAEMSGSIZE';
    if ((outcome.kind === 'ok' || cut) && !listArg(c, 'flags').some((flag) => flag === 'MSG_PEEK' || flag === 'MSG_OOB'))
      consumeResult(draft, c, socket, outcome.kind === 'ok' ? outcome.results.data ?? '' : '');
    // S41: even a failed recv re-enables FD_READ.
    if (outcome.kind === 'ok' || outcome.kind === 'error') c.semantics.rearm(draft, socket.id, 'read');
  },
};

/** Returns why no data can be taken now, an error or a wait, or null if data can be taken. */
export function cannotReceive(world: WorldView, c: WinsockContext, socket: SocketEntity): Prediction | null {
  const ended = c.semantics.clauses.lastCloseEndsReads(socket);
  if (ended) return ended;
  if (socket.type === 'SOCK_DGRAM') {
    if (socket.state === 'unbound') return predictError('WSAEINVAL', 'S25');
    if (believesUnbound(world, c)) return predictError('WSAEINVAL', 'S25');
  }
  return predictWait(c.semantics, socket);
}

function predictTake(c: WinsockContext, socket: SocketEntity, length: number): Prediction {
  const { data, chunk } = take(socket, length);
  // A datagram goes whole to one reader (S28); what does not fit into the buffer is lost.
  return c.semantics.clauses.datagramIsCut(socket, chunk.data.length - data.length) ?? predictRead(socket, { data, ended: false }, 'S28');
}

/** S28: the result of FIONREAD. Bytes that TCP delays have not arrived yet, as in `predictRead`. */
export const predictUnread = (socket: SocketEntity): Prediction =>
  (socket.type === 'SOCK_STREAM' && socket.state === 'established' ? predictOk({ value: upTo(queuedBytes(socket)) }, 'S28') : UNPREDICTED);

function consumeResult(draft: Draft, c: WinsockContext, socket: SocketEntity, data: string): void {
  if (socket.queue.length > 0 && c.semantics.clauses.dataIsTakenOnce(draft, socket)) consume(draft, c.semantics, socket, data);
}

/** CancelIoEx was called by this process on the socket: the page covers outstanding operations, not blocked calls. */
const mayBeCancelled = (world: WorldView, c: WinsockContext, socket: SocketEntity): boolean =>
  c.object !== undefined && pendingOn(world, socket.id).some((p) => p.process === c.process.id && p.cancelled === true);

/** A blocked call on a socket, such as accept, which the last close ends (S33). */
export function endingWithTheSocket(rule: WinsockRule): WinsockRule {
  return {
    ...rule,
    predict(world, c) {
      const socket = socketArg(world, c);
      if (isPrediction(socket)) return rule.predict(world, c);
      if (mayBeCancelled(world, c, socket)) return { outcome: { kind: 'unknown' }, rules: ['S33'] };
      return c.semantics.clauses.lastCloseEndsAccepts(socket) ?? rule.predict(world, c);
    },
  };
}
