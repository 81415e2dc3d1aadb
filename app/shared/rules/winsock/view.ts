/**
 * The socket state known to a descriptor's own process (S25). According to the documentation all state is shared
 * (S24), but tests that pass on Windows show that Winsock keeps some state per descriptor: captured when it
 * is imported, changed by calls through that descriptor, and not by others.
 */
import type { SocketState } from '../../domain/entities.ts';
import type { WorldView } from '../../domain/world.ts';
import { descriptorArg, isPrediction, socketArg } from '../lookup.ts';
import { predictError } from '../types.ts';
import type { WinsockContext, WinsockRule } from './clauses.ts';

/** Wraps a rule: after success the descriptor of the call has the new state. */
export function seeing(rule: WinsockRule, state: SocketState): WinsockRule {
  return {
    predict: (world, c) => rule.predict(world, c),
    commit(draft, c, outcome, observed) {
      rule.commit?.(draft, c, outcome, observed);
      const descriptor = outcome.kind === 'ok' ? descriptorArg(draft, c) : undefined;
      if (descriptor) c.semantics.clauses.callUpdatesItsView(draft, descriptor.id, state);
    },
  };
}

/**
 * listen with the common rule, except for a descriptor with stale state: a new import fixes that (S25, a hypothesis). What a descriptor
 * that knows of the bind gives after another has called listen is open: the page promises success, and users of a server report WSAEINVAL.
 */
export function listening(rule: WinsockRule): WinsockRule {
  return {
    ...rule,
    predict(world, c) {
      const prediction = rule.predict(world, c);
      const socket = socketArg(world, c);
      if (!isPrediction(socket) && socket.state === 'listening' && descriptorArg(world, c)?.view === 'bound')
        return { outcome: { kind: 'unknown' }, rules: ['S25'] };
      const stale = c.semantics.clauses.unboundViewCannotListen(descriptorArg(world, c)?.view);
      return prediction.outcome.kind === 'ok' && stale ? predictError('WSAEINVAL', 'S25') : prediction;
    },
  };
}

/** Returns whether the descriptor of the call was imported while the socket was unbound and still has that state. */
export function believesUnbound(world: WorldView, c: WinsockContext): boolean {
  return c.semantics.clauses.unboundViewCannotReceive(descriptorArg(world, c)?.view);
}
