/** What sets Winsock apart where the rules are common. */
import type { Draft } from '../../domain/draft.ts';
import type { ObjectId, ProcessId, StepNumber } from '../../domain/ids.ts';
import { allOf } from '../../domain/world.ts';
import type { PlatformSemantics } from '../platform-semantics.ts';
import type { Prediction } from '../types.ts';
import { on } from '../switches.ts';
import { abortAll } from './operations.ts';
import { descriptorGone, happened, inheritRegistration, rearm } from './events.ts';
import * as states from './states.ts';

const nothing = () => {};
const never = () => false;

export const WINSOCK: PlatformSemantics = {
  rules: 'winsock', descriptorArg: 's',
  ...states.ERRORS, ...states.DECIDING,
  ids: { descriptor: 'S3', flight: 'S7', queue: 'S28', options: 'S24', close: 'S31', shutdown: 'S30', blocking: 'S27', linger: 'S32',
    inherit: 'S45', child: 'S50' },
  connectUnderWay: [states.ERRORS.wouldBlock],
  // Not modelled: raw sockets, sockets without a given type, and calls on the accept socket of a pending AcceptEx.
  follows: ({ id, type }, world) => (type === 'SOCK_STREAM' || type === 'SOCK_DGRAM')
    && ![...world.ofKind('operation')].some((o) => o.acceptSocket === id && o.state === 'pending'),
  throughInherited,
  handsDown: (c) => c.args['inheritHandles'] === true,
  acceptedInheritable: () => true,
  // The last close ends blocked calls (S33).
  heldByCalls: never,
  refusesData: never, roundsOption: never,
  storedOption: (_name, value) => value,
  happened, rearm, accepted: inheritRegistration, closed: abortAll, descriptorGone, lostWith,
  sent(draft, socket, ok) {
    // A successful send re-enables nothing: FD_WRITE is edge-triggered (S42).
    if (!ok || !on('S42')) rearm(draft, socket, 'write');
  },
  connectStarted: nothing, connectReported: nothing, afterShutdown: nothing, reported: nothing,
};

/** Whether Winsock accepts an inherited handle depends on the provider (S52); if not, its error for the handle comes first. */
function throughInherited({ outcome, rules }: Prediction): Prediction {
  switch (outcome.kind) {
    case 'ok': return { outcome, rules: [...rules, 'S52'] };
    case 'error': return { outcome: { ...outcome, or: [...(outcome.or ?? []), 'WSAENOTSOCK'] }, rules: [...rules, 'S52'] };
    default: return { outcome, rules };
  }
}

/** The reference of an export is in the target's handle table and is released with it (S8). */
function lostWith(draft: Draft, process: ProcessId, step: StepNumber): ObjectId[] {
  const lost = allOf(draft, 'transfer').filter((t) => t.target === process && t.state === 'in-flight' && on('S8'));
  for (const t of lost) draft.change('transfer', t.id, { state: 'lost', endedAt: step });
  return lost.flatMap((t) => [...t.objects]);
}
