/**
 * A non-blocking connect that no listener takes: it fails with WSAEWOULDBLOCK, and FD_CONNECT reports WSAECONNREFUSED some time
 * later (S44, S47). When, the pages do not say: the rules know that it is recorded once a wait has ended that nothing else can have ended.
 */
import type { Draft } from '../../domain/draft.ts';
import type { EventEntity, RegistrationEntity, SocketEntity, WindowEntity } from '../../domain/entities.ts';
import { type WorldView, allOf, currentRegistration, entity } from '../../domain/world.ts';
import { committedSocket, socketAt, textArg } from '../lookup.ts';
import { UNPREDICTED, type Prediction, predictOk } from '../types.ts';
import type { WinsockContext, WinsockRule } from './clauses.ts';
import { hasConnected } from './reported.ts';

const FD_CONNECT = 'FD_CONNECT';
const WSAECONNREFUSED = 10061;

/** Adds to a connect what its registration will report. */
export const reportingRefusal = (rule: WinsockRule): WinsockRule => ({
  ...rule,
  commit(draft, c, outcome, observed) {
    const socket = committedSocket(draft, c);
    const target = socketAt(draft, textArg(c, 'address'));
    rule.commit?.(draft, c, outcome, observed);
    if (outcome.kind !== 'error' || outcome.name !== c.semantics.wouldBlock || !socket || !isFresh(socket)) return;
    if (target && target.id !== socket.id && target.state !== 'listening') report(draft, socket, target);
  },
});

const isFresh = ({ sure, type, state }: SocketEntity): boolean =>
  sure && type === 'SOCK_STREAM' && (state === 'unbound' || state === 'bound');

function report(draft: Draft, socket: SocketEntity, target: SocketEntity): void {
  const registration = currentRegistration(draft, socket.id);
  if (!registration?.mask.includes(FD_CONNECT)) return;
  const [event, window] = [entity(draft, 'event', registration.target), entity(draft, 'window', registration.target)];
  if (event) {
    const awaited = !event.set && event.unsure !== true && target.sure && target.type === socket.type;
    draft.change('registration', registration.id,
      { recorded: [...registration.recorded, FD_CONNECT], ...(awaited ? { refusal: { by: target.id, told: false } } : {}) });
    if (!event.set) draft.change('event', event.id, { unsure: true });
  }
  if (window) {
    const message = { fd: registration.number, event: FD_CONNECT, error: WSAECONNREFUSED };
    draft.change('window', window.id, { messages: [...window.messages, message] });
  }
}

/** A wait for this event has ended: the refusal is recorded, unless something else can have set the event. */
export function tellRefusal(draft: Draft, event: EventEntity): void {
  const notifying = allOf(draft, 'registration').filter(({ target }) => target === event.id);
  const awaiting = notifying.find(({ state, refusal }) => state === 'current' && refusal?.told === false);
  if (!awaiting?.refusal || event.set || notifying.some(({ socket }) => socket !== awaiting.socket)) return;
  const isOfOperation = allOf(draft, 'operation').some((o) => o.event === event.id);
  if (!isOfOperation && stillRefuses(draft, awaiting.refusal.by))
    draft.change('registration', awaiting.id, { refusal: { ...awaiting.refusal, told: true } });
}

/** Windows sends the connect again: it succeeds if a socket listens at the port by then, and a closed socket leaves its port to others. */
function stillRefuses(world: WorldView, id: SocketEntity['id']): boolean {
  const target = entity(world, 'socket', id);
  const port = target?.local?.slice(target.local.lastIndexOf(':'));
  return port !== undefined && target?.closedAt === null
    && !allOf(world, 'socket').some(({ state, local }) => state === 'listening' && local?.endsWith(port));
}

/** FD_CONNECT of a stream that has not connected. */
const isOfRefusal = (world: WorldView, { socket, recorded }: RegistrationEntity): boolean => {
  const of = entity(world, 'socket', socket);
  return of?.type === 'SOCK_STREAM' && !hasConnected(of) && recorded.includes(FD_CONNECT);
};

/** What WSAEnumNetworkEvents gives for a refused connect; null for every other socket. */
export function enumeratedRefusal(world: WorldView, c: WinsockContext): Prediction | null {
  const socket = committedSocket(world, c);
  const registration = socket && currentRegistration(world, socket.id);
  if (!registration || !isOfRefusal(world, registration)) return null;
  const answer = predictOk({ events: registration.recorded, errors: { [FD_CONNECT]: WSAECONNREFUSED } }, 'S44');
  return registration.refusal?.told ? answer : { ...UNPREDICTED, invented: answer.outcome };
}

/** Whether a refused connect sets this event at some time. */
export const willBeSet = (world: WorldView, event: EventEntity): boolean =>
  [...world.living('registration')].some((r) => r.target === event.id && r.state === 'current' && isOfRefusal(world, r));

/** Whether a refused connect posts to this window at some time. */
export const willBePosted = ({ messages }: WindowEntity): boolean =>
  messages.some(({ event, error }) => event === FD_CONNECT && error === WSAECONNREFUSED);
