/** sendmsg and recvmsg: references to descriptions wait in the carrier's queue (P4 to P8). */
import type { Draft } from '../../domain/draft.ts';
import type { Chunk, SocketEntity } from '../../domain/entities.ts';
import type { StepNumber, TransferId } from '../../domain/ids.ts';
import { descriptorOf, entity } from '../../domain/world.ts';
import { countOf } from '../../trace/predicted.ts';
import { released } from '../common/close.ts';
import { asTold, consume, contested, deliver, predictSend, predictRead, predictWait, recvRule, sendRule, take } from '../common/data.ts';
import type { LinuxContext, LinuxRule, LinuxSemantics } from './clauses.ts';
import { takesFrom } from './streams.ts';
import { committedSocket, familyOf, isPrediction, listArg, numberArg, socketArg, socketAt, textArg } from '../lookup.ts';
import { type Prediction, type RulesOf, UNPREDICTED, predictError, predictOk } from '../types.ts';

function rightsArg(c: LinuxContext): readonly number[] {
  return (c.args['rights'] ?? []) as readonly number[];
}

function receiver(world: Parameters<typeof socketAt>[0], c: LinuxContext, socket: SocketEntity): SocketEntity | undefined {
  const to = textArg(c, 'to');
  // A connected stream sends to its peer and ignores the address.
  return to === '' || socket.type !== 'SOCK_DGRAM' ? entity(world, 'socket', socket.peer) : socketAt(world, to);
}

const sendmsg: LinuxRule = {
  predict(world, c) {
    const socket = socketArg(world, c);
    if (isPrediction(socket)) return socket;
    if (rightsArg(c).length > 0 && (socket.family !== 'AF_UNIX' || (socket.type === 'SOCK_SEQPACKET' && socket.state !== 'established')))
      return UNPREDICTED;
    const { clauses: k } = c.semantics;
    if (rightsArg(c).length > SCM_MAX_FD) return predictError('EINVAL', 'P4');
    for (const number of rightsArg(c)) {
      const failed = k.messageNeedsDescriptors(descriptorOf(world, c.process.id, number));
      if (failed) return failed;
    }
    const to = textArg(c, 'to');
    if (to !== '' && (socket.type !== 'SOCK_DGRAM' || familyOf(to) !== socket.family)) return UNPREDICTED;
    if (to !== '') {
      return takesFrom(receiver(world, c, socket), socket) ? predictOk({ number: textArg(c, 'data').length }, 'P4') : UNPREDICTED;
    }
    const sent = predictSend(c.semantics, socket, receiver(world, c, socket), textArg(c, 'data'));
    return sent.outcome.kind === 'ok' ? { ...sent, rules: ['P4', 'P5'] } : sent;
  },
  commit(draft, c, outcome) {
    const socket = committedSocket(draft, c);
    if (outcome.kind === 'error' || textArg(c, 'to') !== '') mayHaveAPort(draft, socket);
    if (outcome.kind === 'error' && socket) c.semantics.reported(draft, socket, outcome.name);
    if (outcome.kind !== 'ok' || !socket) return;
    const carrier = receiver(draft, c, socket);
    if (!carrier) return;
    const objects = (socket.family === 'AF_UNIX' ? rightsArg(c) : []).map((n) => descriptorOf(draft, c.process.id, n)?.object)
      .filter((o) => o !== undefined);
    const id = objects.length > 0 ? draft.nextId('transfer') : null;
    if (id) {
      // P5: the reference now waits in the carrier's queue, whatever is closed.
      draft.put({
        kind: 'transfer', id, form: 'SCM_RIGHTS', objects, from: c.process.id, target: null, carrier: carrier.id,
        name: c.as[0] ?? null, step: c.step, state: 'in-flight', endedAt: null,
      });
    }
    deliver(draft, c.semantics, socket, carrier.id, { data: textArg(c, 'data').slice(0, outcome.results.number), transfer: id });
  },
};

/** Largest number of descriptors in one message; unix(7). */
const SCM_MAX_FD = 253;

/** Descriptors that a call has room for if it does not say how large its buffer is. */
const USUAL_ROOM = 8;

/** P7: 24 bytes fit two. */
function room(c: LinuxContext): number {
  const length = numberArg(c, 'controlLength');
  return length === null ? USUAL_ROOM : c.semantics.clauses.bufferLimitsReferences(length);
}

const recvmsg: LinuxRule = {
  predict(world, c) {
    const socket = socketArg(world, c);
    if (isPrediction(socket)) return socket;
    if ((c.object !== undefined && numberArg(c, 'length') === 0) || contested(world, c, socket)) return UNPREDICTED;
    const wait = predictWait(c.semantics, socket, listArg(c, 'flags').includes('MSG_DONTWAIT'));
    if (wait) return asTold(wait, c);
    const { data, chunk } = take(socket, numberArg(c, 'length') ?? 0);
    // MSG_PEEK can return descriptors sent after the requested bytes; the pages do not say.
    if (listArg(c, 'flags').includes('MSG_PEEK') && nextWithRights(socket, chunk) !== chunk) return UNPREDICTED;
    const transfer = entity(world, 'transfer', chunk.transfer);
    // Without its descriptors the message can be merged with the following bytes.
    if (transfer && transfer.state !== 'in-flight' && socket.queue.length > 1) return UNPREDICTED;
    const { clauses: k } = c.semantics;
    const sent = k.messageCarriesReferences(transfer);
    const truncated = k.droppedReferencesAreFlagged(sent, room(c));
    const flags = [...(truncated ? ['MSG_CTRUNC'] : []),
      ...(data.length < chunk.data.length && socket.type !== 'SOCK_STREAM' ? ['MSG_TRUNC'] : [])];
    const count = Math.min(sent, room(c));
    return predictRead(socket, { data, ended: false, flags, descriptors: countOf(count) }, 'P4', ...(truncated ? ['P7' as const] : []));
  },
  commit(draft, c, outcome) {
    const socket = committedSocket(draft, c);
    if (outcome.kind === 'error' && socket) c.semantics.reported(draft, socket, outcome.name);
    if (outcome.kind !== 'ok' || !socket) return;
    const peeked = listArg(c, 'flags').includes('MSG_PEEK');
    const read = touched(socket, outcome.results.data ?? '');
    const chunk = peeked && read ? nextWithRights(socket, read) : read;
    if (!peeked) consume(draft, c.semantics, socket, outcome.results.data ?? '');
    const transfer = entity(draft, 'transfer', chunk?.transfer ?? null);
    if (transfer?.state !== 'in-flight') return;
    const numbers = outcome.results.descriptors ?? [];
    // MSG_PEEK returns descriptors too, and the message keeps its own references.
    if (!peeked)
      draft.change('transfer', transfer.id, { state: numbers.length > 0 ? 'imported' : 'lost', target: c.process.id, endedAt: c.step });
    // P8: without MSG_CMSG_CLOEXEC the new descriptors survive an exec.
    const { clauses: k } = c.semantics;
    const inheritable = k.receivedSurvivesExec(listArg(c, 'flags'));
    for (const [i, object] of transfer.objects.entries()) {
      const number = numbers[i];
      if (number !== undefined) k.receiverGetsDescriptors(draft, c.process.id, number, object, c.step, inheritable);
      else if (k.droppedReferencesAreReleased(peeked)) released(draft, c.semantics, object, c.step);
    }
  },
};

/** The last chunk touched by a read of these bytes: its rights come with it. */
function touched(socket: SocketEntity, data: string): Chunk | undefined {
  return socket.queue.length === 0 ? undefined : take(socket, data.length).chunk;
}

/** The end of a MSG_PEEK that started in this chunk: at the next rights, even after the requested bytes. */
function nextWithRights(socket: SocketEntity, chunk: Chunk): Chunk {
  if (socket.type !== 'SOCK_STREAM' || chunk.transfer !== null) return chunk;
  return socket.queue.slice(socket.queue.indexOf(chunk)).find((c) => c.transfer !== null) ?? chunk;
}

/** The kernel assigns the port of an internet socket before it checks the destination of a datagram. */
export function mayHaveAPort(draft: Draft, socket: SocketEntity | undefined): void {
  if (socket?.state === 'unbound' && socket.family !== 'AF_UNIX') draft.change('socket', socket.id, { sure: false });
}

/** Drops the descriptors of a message that was read without a buffer for them (P6). */
export function dropRights(draft: Draft, d: LinuxSemantics, id: TransferId | null, step: StepNumber): void {
  const transfer = entity(draft, 'transfer', id);
  if (!transfer || !d.clauses.plainReadDropsReferences(transfer)) return;
  draft.change('transfer', transfer.id, { state: 'lost', endedAt: step });
  for (const object of transfer.objects) released(draft, d, object, step);
}

/** P6: a read without a buffer for rights takes the bytes and drops the descriptors. */
const recv: LinuxRule = {
  predict: recvRule.predict,
  commit(draft, c, outcome, observed) {
    const socket = committedSocket(draft, c);
    const chunk = socket && touched(socket, outcome.kind === 'ok' ? outcome.results.data ?? '' : '');
    recvRule.commit!(draft, c, outcome, observed);
    if (outcome.kind === 'ok' && !listArg(c, 'flags').includes('MSG_PEEK')) dropRights(draft, c.semantics, chunk?.transfer ?? null, c.step);
  },
};

/** read(2) and write(2) take any file: one that has no bytes, such as an epoll instance, is EINVAL. */
const asFile = (prediction: Prediction): Prediction =>
  (prediction.outcome.kind === 'error' && prediction.outcome.name === 'ENOTSOCK' ? predictError('EINVAL', 'P1') : prediction);

/** Of no bytes read(2) returns before the socket is asked. */
const read: LinuxRule = {
  predict(world, c) {
    const socket = socketArg(world, c);
    if (isPrediction(socket)) return asFile(socket);
    return numberArg(c, 'length') === 0 ? predictOk({ data: '' }, 'P19') : recv.predict(world, c);
  },
  commit(draft, c, outcome, observed) {
    if (numberArg(c, 'length') !== 0) recv.commit!(draft, c, outcome, observed);
  },
};

/** write(2) leaves open what a write of no bytes does to a file that is not a regular one. */
const write: LinuxRule = {
  ...sendRule,
  predict: (world, c) => (textArg(c, 'data') === '' ? UNPREDICTED : asFile(sendRule.predict(world, c))),
};

/** The page covers sockets that keep no borders of messages: a file is sent in parts. */
const sendfile: LinuxRule = {
  ...write,
  predict(world, c) {
    const socket = socketArg(world, c);
    return !isPrediction(socket) && socket.type !== 'SOCK_STREAM' ? UNPREDICTED : write.predict(world, c);
  },
  commit(draft, c, outcome, observed) {
    write.commit?.(draft, c, outcome, observed);
    const peer = entity(draft, 'socket', committedSocket(draft, c)?.peer ?? null);
    if (peer && peer.type !== 'SOCK_STREAM') draft.change('socket', peer.id, { sure: false });
  },
};

/** readv(2) and writev(2) treat their buffers as one. */
const inOneBuffer = (c: LinuxContext): LinuxContext => ({
  ...c, args: { ...c.args, data: textArg(c, 'data') + textArg(c, 'more'),
    length: (numberArg(c, 'length') ?? 0) + (numberArg(c, 'moreLength') ?? 0) },
});

const gathered = (rule: LinuxRule): LinuxRule => ({
  predict: (world, c) => rule.predict(world, inOneBuffer(c)),
  commit: (draft, c, outcome, observed) => rule.commit?.(draft, inOneBuffer(c), outcome, observed),
});

/** Of no bytes at all the kernel makes no message, where write(2) of none makes one. */
const writev: LinuxRule = {
  ...gathered(write),
  commit(draft, c, outcome, observed) {
    if (textArg(inOneBuffer(c), 'data') !== '') write.commit?.(draft, inOneBuffer(c), outcome, observed);
  },
};

export const RIGHTS_RULES = {
  sendmsg, recvmsg, recv, read, write, sendfile, readv: gathered(read), writev,
} satisfies RulesOf<'linux'>;
