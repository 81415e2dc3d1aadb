/** WSAAsyncSelect: uses the slot of WSAEventSelect, with messages instead of an event object (S35 to S39, S47). */
import type { Draft } from '../../domain/draft.ts';
import type { SocketEntity, WindowEntity } from '../../domain/entities.ts';
import { hasUncertainNotifications, isFullyShutDown, socketsNotifying } from '../../domain/notification-sources.ts';
import { type WorldView, allOf, entity, registrationsOn } from '../../domain/world.ts';
import { hasSpace, reportedOn, setReported } from './reported.ts';
import { committedSocket, descriptorArg, isPrediction, listArg, numberArg, socketArg } from '../lookup.ts';
import { type RulesOf, UNPREDICTED, predictOk, predictPending } from '../types.ts';
import type { WinsockContext, WinsockRule } from './clauses.ts';
import { datagramConnectIsPosted, postedBeforeTheEnd, takeSlot, tellWhatHolds, tellsUnclearly } from './events.ts';
import { willBePosted } from './refused.ts';

const createWindow: WinsockRule = {
  predict: () => predictOk({}),
  commit(draft, c, outcome) {
    if (outcome.kind !== 'ok') return;
    draft.put({ kind: 'window', id: draft.nextId('window'), process: c.process.id, number: outcome.results.window ?? null, messages: [],
      step: c.step });
  },
};

function windowArg(world: WorldView, c: WinsockContext): WindowEntity | undefined {
  const number = numberArg(c, 'window');
  return allOf(world, 'window').find((w) => w.process === c.process.id && w.number === number);
}

const asyncSelect: WinsockRule = {
  predict(world, c) {
    const socket = socketArg(world, c);
    if (isPrediction(socket)) return socket;
    if (listArg(c, 'mask').length === 0) return predictOk({}, 'S38');
    return c.semantics.clauses.asyncSelectNeedsWindow(windowArg(world, c) !== undefined) ?? predictOk({}, 'S35', 'S37');
  },
  commit(draft, c, outcome) {
    const socket = committedSocket(draft, c);
    if (outcome.kind !== 'ok' || !socket) return;
    const { clauses: k } = c.semantics;
    takeSlot(draft, c, socket.id);
    k.asyncSelectForgetsReports(draft, socket.id);
    k.registeringMakesNonblocking(draft, socket, c.step);
    const mask = listArg(c, 'mask');
    const window = windowArg(draft, c);
    const descriptor = descriptorArg(draft, c);
    if (mask.length === 0 || !descriptor) return;
    draft.put({
      kind: 'registration', id: draft.nextId('registration'), api: 'WSAAsyncSelect', socket: socket.id, descriptor: descriptor.id,
      number: descriptor.number, process: c.process.id, mask, target: window?.id ?? null, step: c.step, state: 'current', cancelledBy: null,
      recorded: [],
    });
    tellWhatHolds(draft, c.semantics, socket);
  },
};

/** Whether a posted message is the FD_CLOSE of this socket's reset: then the reset did not come after a reported end. */
const tellsReset = (world: WorldView, window: WindowEntity, socket: SocketEntity): boolean =>
  !hasUncertainNotifications(socket) && allOf(world, 'registration').some((r) => r.socket === socket.id && r.target === window.id
    && window.messages.some(({ fd, error }) => fd === r.number && error !== undefined));

/** Whether a reset that was reported to an earlier registration is posted: Wine does not post it again (W36). */
const isPostedAgain = (world: WorldView, { id, messages }: WindowEntity): boolean =>
  messages.some(({ fd, error }) => error !== undefined && [...world.living('registration')]
    .some((r) => r.target === id && r.number === fd && registrationsOn(world, r.socket).length > 1));

const peekMessages: WinsockRule = {
  predict(world, c) {
    const window = windowArg(world, c);
    const unclear = !window || socketsNotifying(world, window.id)
      .some((socket) => tellsUnclearly(socket) && !tellsReset(world, window, socket));
    if (unclear && !(window && willBePosted(window))) return UNPREDICTED;
    if (window.messages.length === 0 && (numberArg(c, 'timeout') ?? 0) > c.grace) return predictPending('S47');
    const messages = sorted(window.messages);
    const toldClose = messages.some(({ error }) => error !== undefined) || postedBeforeTheEnd(world, window);
    const events = [...new Set(messages.map((m) => m.event))];
    const shown = messages.map(({ fd, event, error }) => ({ fd, event, ...(error === undefined ? {} : { error }) }));
    const all = predictOk({ messages: shown, events }, 'S47',
      ...(toldClose ? ['S46' as const] : []), ...(isPostedAgain(world, window) ? ['S39' as const] : []),
      ...(datagramConnectIsPosted(world, window) ? ['S42' as const] : []),
      ...(socketsNotifying(world, window.id).some(isFullyShutDown) ? ['S38' as const] : []));
    if (unclear) return { ...UNPREDICTED, invented: all.outcome };
    return messages.some(({ repeated }) => repeated) ? { ...predictOk({ events }, ...all.rules), invented: all.outcome } : all;
  },
  commit(draft, c, outcome) {
    const window = windowArg(draft, c);
    if (outcome.kind !== 'ok' || !window) return;
    const left = [...window.messages];
    for (const taken of outcome.results.messages ?? []) {
      const at = left.findIndex((m) => m.event === taken.event && m.fd === taken.fd);
      if (c.semantics.clauses.peekTakesMessages(at)) left.splice(at, 1);
      if (at < 0 && taken.event === 'FD_WRITE') toldOfSpace(draft, window, taken.fd);
    }
    draft.change('window', window.id, { messages: left });
  },
};

/** A message that the rules did not foresee is about space that came early. */
function toldOfSpace(draft: Draft, window: WindowEntity, fd: number | null): void {
  for (const r of [...draft.living('registration')].filter(({ target, number }) => target === window.id && number === fd)) {
    const socket = entity(draft, 'socket', r.socket);
    if (!socket?.refusedSends) continue;
    hasSpace(draft, socket);
    setReported(draft, socket.id, [...reportedOn(socket), 'FD_WRITE']);
  }
}

/** Messages posted together arrive in an unspecified order. */
export const sorted = <M extends { fd: number | null; event: string }>(messages: readonly M[]): M[] =>
  [...messages].sort((a, b) => Number(a.fd) - Number(b.fd) || a.event.localeCompare(b.event));

export const MESSAGE_RULES = {
  CreateWindowExW: createWindow, WSAAsyncSelect: asyncSelect, PeekMessageW: peekMessages,
} satisfies RulesOf<'winsock'>;
