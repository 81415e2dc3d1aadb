/** Why did this registration not fire? Returns the first reason that applies, from "it is gone" to "nothing happened". */
import type { RegistrationEntity, SocketEntity } from '../domain/entities.ts';
import { entity } from '../domain/world.ts';
import { readiness } from '../rules/linux/epoll.ts';
import { functionsOf } from '../rules/clause.ts';
import { READINESS_CLAUSES } from '../rules/linux/clauses-events.ts';
import { holdsNow } from '../rules/winsock/events.ts';
import { HOLDING_CLAUSES } from '../rules/winsock/clauses-events.ts';
import { type Sentence, at, list, say } from '../trace/sentence.ts';
import { lastTaken } from './who-took-bytes.ts';
import { type Scope, actorOf, deedText } from './scope.ts';
import type { Told } from './types.ts';
import { own } from '../base/own.ts';

export function whyNotFired(scope: Scope, registration: RegistrationEntity): Told {
  const it = scope.names.registration(registration);
  if (registration.state === 'cancelled') return gone(scope, registration);
  const socket = scope.socket(registration.socket);
  if (!socket) return { answer: [say`The socket of ${it} no longer exists.`], rules: [] };
  if (registration.api === 'epoll') return epollItem(scope, registration, socket);
  if (registration.api === 'WSAEventSelect' || registration.api === 'WSAAsyncSelect') return eventRecord(scope, registration, socket);
  // Signals and completion ports keep no record to inspect later.
  return { answer: [say`${it} of ${at(registration.step)} is current and is notified of later events.`],
    rules: [scope.rule('S49', 'P15')] };
}

function gone(scope: Scope, r: RegistrationEntity): Told {
  const by = r.cancelledBy === null ? undefined : scope.log.step(r.cancelledBy);
  const it = scope.names.registration(r);
  if (!by) return { answer: [say`${it} is cancelled.`], rules: [] };
  const answer: Sentence[] = [say`It is gone: ${deedText(scope, by)} ended ${it}, made at ${at(r.step)}.`];
  const closed = scope.socket(r.socket)?.closedAt === by.n;
  if (closed) answer.push(say`${scope.names.object(r.socket)} closed with that step.`);
  else if (scope.rules === 'winsock') {
    const told = actorOf(by) === r.process ? 'it was the same process' : 'the previous owner is not notified';
    answer.push(say`A socket has one registration; the next one, or a mask of 0, through any descriptor replaces it, and ${told}.`);
  }
  return { answer,
    rules: scope.rules === 'winsock' ? (closed ? ['S31', 'S38'] : ['S35', 'S36', 'S38']) : (closed ? ['P13', 'P16'] : ['P12']) };
}

const EVENT = { read: 'FD_READ', write: 'FD_WRITE', accept: 'FD_ACCEPT', connect: 'FD_CONNECT', close: 'FD_CLOSE' } as const;
const ARMED_BY: Readonly<Record<string, string>> = {
  FD_READ: 'a receiving call', FD_OOB: 'a receiving call', FD_ACCEPT: 'accept', FD_WRITE: 'a send that fails with WSAEWOULDBLOCK',
};

function eventRecord(scope: Scope, r: RegistrationEntity, socket: SocketEntity): Told {
  const it = scope.names.registration(r);
  if (r.recorded.length > 0) {
    const event = entity(scope.world, 'event', r.target);
    const set = event?.set ? 'the event object is set' : 'the event object was reset since, but the record was not read';
    return { answer: [say`It did: ${list(r.recorded)} ${r.recorded.length === 1 ? 'is' : 'are'} recorded for ${it}, and ${set}.`],
      rules: ['S40', 'S44'] };
  }
  const now = holdsNow(scope.world, functionsOf(HOLDING_CLAUSES), socket).map((what) => EVENT[what]);
  const spent = now.filter((e) => r.mask.includes(e) && (socket.winsock?.reported.includes(e) ?? false));
  if (spent.length > 0) {
    return {
      answer: spent.map((e) =>
        say`${e} holds, but it was already reported and read, and has not been re-enabled since: ${own(ARMED_BY, e) ?? 'no call'} through
          any descriptor does that.`),
      rules: ['S41', 'S42', 'S43'],
    };
  }
  const unasked = now.filter((e) => !r.mask.includes(e));
  const head = unasked.length > 0
    ? say`${scope.names.object(socket.id)} has ${list(unasked)}, which ${it} does not include.`
    : say`None of the events of ${it} holds on ${scope.names.object(socket.id)} now.`;
  return { answer: [head, ...takenMeanwhile(scope, r, socket)], rules: unasked.length > 0 ? ['S35', 'S36'] : ['S40', 'S43'] };
}

function epollItem(scope: Scope, r: RegistrationEntity, socket: SocketEntity): Told {
  const it = scope.names.registration(r);
  const now = readiness(functionsOf(READINESS_CLAUSES), socket);
  const reported = now.filter((e) => r.mask.includes(e) || e === 'EPOLLERR' || e === 'EPOLLHUP');
  if (reported.length > 0) {
    return {
      answer: [say`It does: epoll_wait on its instance reports ${list(reported)} under ${scope.names.number(r.number)} when it is
        called.`], rules: ['P12', 'P14'] };
  }
  const head = now.length > 0
    ? say`${scope.names.object(socket.id)} has ${list(now)}, which ${it} does not include.`
    : say`None of the events of ${it} holds on ${scope.names.object(socket.id)} now.`;
  return { answer: [head, ...takenMeanwhile(scope, r, socket)], rules: ['P14', 'P19'] };
}

/** Readiness consumed by another reader. */
function takenMeanwhile(scope: Scope, r: RegistrationEntity, socket: SocketEntity): Sentence[] {
  const last = lastTaken(scope, socket);
  if (!last || last.step.n <= r.step || actorOf(last.step) === r.process || socket.queue.length > 0) return [];
  return [say`There were bytes, but ${deedText(scope, last.step)} took them: readiness belongs to the socket, not to a registration.`];
}
