/** Causes in states, addresses, blobs and ports. */
import type { SocketEntity } from '../../domain/entities.ts';
import type { RuleId } from '../../domain/ids.ts';
import { allOf, descriptorsFor, liveSockets, processByPid, transfersInFlight } from '../../domain/world.ts';
import { HazardHistory, callEventOf } from '../../hazards/history.ts';
import { type Sentence, at, list, say } from '../../trace/sentence.ts';
import { type Scope, actorOf, deedText } from '../scope.ts';
import type { FindCause } from './causes.ts';

/** S3, S4, S8, S23: blobs that cannot be imported, and invalid process ids. */
export const blobCause: FindCause = (f) => {
  const { scope, deed, process } = f;
  if (deed.does.transfers === 'exports' && !processByPid(scope.world, Number(deed.args['processId']))) {
    return {
      answer: [say`${String(deed.args['processId'])} is not the id of a process that can import it; there is no separate error for that.`],
      rules: ['S3'] };
  }
  const name = deed.args['protocolInfo'];
  if (deed.does.transfers !== 'imports' || typeof name !== 'string') return null;
  const past = new HazardHistory();
  for (const step of scope.log.steps().slice(0, scope.n)) {
    const named = Object.values(step.diff.added).some((e) => e.kind === 'transfer') || step.action.kind === 'message';
    if (named) past.add(step, scope.log.worldAt(step.n - 1), null);
  }
  const transfer = allOf(scope.world, 'transfer').find((t) => t.id === past.transferNamed(name));
  if (!transfer) return null;
  if (transfer.state === 'imported') {
    return {
      answer: [say`${scope.names.transfer(transfer)} was imported at ${at(transfer.endedAt ?? transfer.step)} already and can be imported
        only once. Every import needs its own export.`], rules: ['S4', 'S5'] };
  }
  if (transfer.target !== process && transfer.target !== null) {
    return {
      answer: [say`${scope.names.transfer(transfer)} was made for ${scope.names.process(transfer.target)} at ${at(transfer.step)}; its
        handle is not valid in ${scope.names.process(process)}.`], rules: ['S1', 'S23'] };
  }
  return null;
};

/** bind, listen, accept, connect, recv and name queries on a socket in another state. */
export const wrongState: FindCause = ({ scope, socket, deed, error }) => {
  if (!socket) return null;
  const it = scope.names.object(socket.id);
  const since = scope.sinceWhen(socket, (s) => s.state === socket.state);
  const how = since ? say` since ${deedText(scope, since)}` : say``;
  const rules: RuleId[] = [scope.rule('S24', 'P1')];
  const state = say`${it} is ${socket.state}${how}; every descriptor shares this state.`;
  if (deed.does.receives && error === 'WSAEINVAL') {
    return {
      answer: [say`The descriptor keeps the state of ${it} from its import, when the socket was not bound. A new import refreshes it.`],
      rules: ['S25'] };
  }
  switch (deed.does.verb) {
    case 'bind': return { answer: [state, say`A socket can be bound only once.`], rules };
    case 'listen': return { answer: [state, say`Only a bound, unconnected socket can listen.`], rules };
    case 'accept': return { answer: [state, say`Only a listening socket can accept.`], rules };
    default: return { answer: [state], rules };
  }
};

export const refused: FindCause = ({ scope, deed }) => {
  const address = String(deed.args['address'] ?? deed.args['to'] ?? '');
  const there = allOf(scope.world, 'socket').filter((s) => s.local === address && s.remote === null);
  const live = there.find((s) => s.closedAt === null);
  if (live) return { answer: [say`${scope.names.object(live.id)} has ${address}, but is ${live.state} and does not listen.`], rules: [] };
  const closed = there.at(-1);
  const step = closed?.closedAt === null || closed === undefined ? undefined : scope.log.step(closed.closedAt);
  if (!closed || !step) return { answer: [say`No socket of this session listens at ${address}.`], rules: [] };
  return { answer: [say`${scope.names.object(closed.id)} listened at ${address} until ${deedText(scope, step)} closed it.`],
    rules: [scope.rule('S31', 'P16')] };
};

/** S32, P18: linger zero, or unread bytes. */
export const reset: FindCause = ({ scope, socket }) => {
  const step = socket && scope.sinceWhen(socket, (s) => s.reset);
  const peer = scope.socket(socket?.peer ?? null);
  if (!socket || !step) return null;
  const answer: Sentence[] = [say`The connection was reset by ${deedText(scope, step)}, which was the last close of the other end.`];
  const linger = peer?.options['SO_LINGER'];
  const set = peer && typeof linger === 'object' && linger.onoff !== 0 && linger.linger === 0 ? peer.optionSteps['SO_LINGER'] : undefined;
  if (set !== undefined) {
    const by = scope.log.step(set);
    answer.push(say`SO_LINGER with 0 seconds${by ? say`, set by ${deedText(scope, by)},` : ''} turns the last close into a reset, whichever
      process makes it.`);
  } else answer.push(say`A close with unread bytes resets the connection, because the bytes are lost.`);
  return { answer, rules: [scope.rule('S32', 'P18')] };
};

/** S8, S31, P16: the socket with the address, and its holders. */
export const addressInUse: FindCause = ({ scope, deed, socket }) => {
  const address = String(deed.args['address'] ?? '');
  const owner = liveSockets(scope.world).find((s) => s.local === address && s.id !== socket?.id && s.remote === null)
    ?? liveSockets(scope.world).find((s) => s.local === address && s.id !== socket?.id);
  if (!owner) return null;
  return { answer: [say`${scope.names.object(owner.id)} has ${address}; ${keepers(scope, owner)}.`],
    rules: [scope.rule('S31', 'P16'), scope.rule('S8', 'P5')] };
};

function keepers(scope: Scope, socket: SocketEntity): Sentence {
  const holders = [
    ...descriptorsFor(scope.world, socket.id).map((d) => say`${scope.names.descriptor(d)} of ${at(d.step)}`),
    ...transfersInFlight(scope.world, socket.id)
      .map((t) => say`${scope.names.transfer(t)} of ${at(t.step)}, which no process has imported,`),
  ];
  return holders.length === 0 ? say`no descriptor holds it` : say`${list(holders)} ${holders.length === 1 ? 'keeps' : 'keep'} it open`;
}

/** S49 */
export const portCause: FindCause = ({ scope, deed, process }) => {
  if (deed.does.registers !== 'for life') return null;
  const first = scope.log.steps().slice(0, scope.n).find((s) => s.action.kind === 'call' && s.action.call === deed.call
    && s.outcome.kind === 'ok' && deed.object !== null && callEventOf(s, scope.log.worldAt(s.n - 1), scope.rules)?.object === deed.object);
  if (!first || deed.object === null) return null;
  const whose = actorOf(first) === process ? 'its own port' : 'the port of that process';
  return {
    answer: [say`${scope.names.object(deed.object)} has been associated with a completion port since ${deedText(scope, first)}, for its
      whole life and every descriptor: completed operations go to ${whose}.`], rules: ['S49'] };
};
