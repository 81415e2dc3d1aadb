/** What sets Winsock apart where the rules are common. */
import type { Draft } from '../../domain/draft.ts';
import type { ObjectId, ProcessId, StepNumber } from '../../domain/ids.ts';
import { allOf } from '../../domain/world.ts';
import { functionsOf } from '../clause.ts';
import { endRegistrations } from '../common/registrations.ts';
import type { Prediction } from '../types.ts';
import { WINSOCK_CLAUSES, WINSOCK_IDS, type WinsockClauses, type WinsockSemantics } from './clauses.ts';
import { abortAll } from './operations.ts';
import { descriptorGone, happened, inheritRegistration, rearm } from './events.ts';
import * as states from './states.ts';

const nothing = () => {};
const never = () => false;

/** @param clauses those in force: all of them, except in a test of the tests. */
export function winsockSemantics(clauses: WinsockClauses): WinsockSemantics {
  const semantics: WinsockSemantics = {
    rules: 'winsock', descriptorArg: 's', clauses, ids: WINSOCK_IDS,
    ...states.ERRORS, ...states.deciding(clauses),
    connectUnderWay: [states.ERRORS.wouldBlock], connectGoesOn: ({ family }) => family !== 'AF_UNIX',
    // Not modelled: raw sockets, sockets without a given type, a reset of a unix socket, and calls on the accept socket of a
    // pending AcceptEx.
    follows: ({ id, family, type, reset }, world) => (type === 'SOCK_STREAM' || type === 'SOCK_DGRAM') && !(family === 'AF_UNIX' && reset)
      && ![...world.ofKind('operation')].some((o) => o.acceptSocket === id && o.state === 'pending'),
    throughInherited,
    handsDown: (c) => c.args['inheritHandles'] === true,
    acceptedInheritable: () => clauses.acceptedIsInheritable(),
    // The last close ends blocked calls (S33).
    acceptedNonblocking: never, heldByCalls: never, freesRings: never, closeEndsPeersSending: never, refusesData: never,
    roundsOption: never,
    storedOption: (name, value) => clauses.optionKeepsWhatFits(name, value),
    happened: (draft, socket, what) => happened(draft, semantics, socket, what, true),
    rearm: (draft, socket, what) => rearm(draft, semantics, socket, what),
    accepted: (draft, listener, socket, step) => inheritRegistration(draft, semantics, listener, socket, step),
    closed(draft, socket, step) {
      abortAll(draft, semantics, socket);
      endRegistrations(draft, socket, step);
    },
    descriptorGone: (draft, descriptor, step) => descriptorGone(draft, semantics, descriptor, step),
    sent(draft, socket, ok) {
      if (ok) clauses.sendLeavesTheEdge(draft, socket);
      else rearm(draft, semantics, socket, 'write');
    },
    lostWith: (draft, process, step) => lostWith(draft, clauses, process, step),
    lostInQueue: () => [], freeing: nothing,
    connectStarted: nothing, connectReported: nothing, afterShutdown: nothing, reported: nothing,
  };
  return semantics;
}

export const WINSOCK: WinsockSemantics = winsockSemantics(functionsOf(WINSOCK_CLAUSES));

/** Whether Winsock accepts an inherited handle depends on the provider (S52); if not, its error for the handle comes first. */
function throughInherited({ outcome, rules }: Prediction): Prediction {
  switch (outcome.kind) {
    case 'ok': return { outcome, rules: [...rules, 'S52'] };
    case 'error': return { outcome: { ...outcome, or: [...(outcome.or ?? []), 'WSAENOTSOCK'] }, rules: [...rules, 'S52'] };
    default: return { outcome, rules };
  }
}

/** The reference of an export is in the target's handle table and is released with it (S8). */
function lostWith(draft: Draft, k: WinsockClauses, process: ProcessId, step: StepNumber): ObjectId[] {
  const lost = allOf(draft, 'transfer').filter((t) => k.exportEndsWithItsTarget(t, process));
  for (const t of lost) draft.change('transfer', t.id, { state: 'lost', endedAt: step });
  return lost.flatMap((t) => [...t.objects]);
}
