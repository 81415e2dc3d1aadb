/**
 * The socket state known to a descriptor's own process (S25). According to the documentation all state is shared
 * (S24), but tests that pass on Windows show that Winsock keeps some state per descriptor: captured when it
 * is imported, changed by calls through that descriptor, and not by others.
 */
import type { SocketState } from '../../domain/entities.ts';
import type { WorldView } from '../../domain/world.ts';
import { descriptorArg } from '../lookup.ts';
import { type CallRule, type RuleContext, predictError } from '../types.ts';
import { on } from '../switches.ts';

/** Wraps a rule: after success the descriptor of the call has the new state. */
export function seeing(rule: CallRule, state: SocketState): CallRule {
  return {
    predict: (world, c) => rule.predict(world, c),
    commit(draft, c, outcome, observed) {
      rule.commit?.(draft, c, outcome, observed);
      const descriptor = outcome.kind === 'ok' ? descriptorArg(draft, c) : undefined;
      if (descriptor) draft.change('descriptor', descriptor.id, { view: state });
    },
  };
}

/** listen with the common rule, except for a descriptor with stale unbound state: a new import fixes that (S25, a hypothesis). */
export function listening(rule: CallRule): CallRule {
  return {
    ...rule,
    predict(world, c) {
      const prediction = rule.predict(world, c);
      return prediction.outcome.kind === 'ok' && believesUnbound(world, c) ? predictError('WSAEINVAL', 'S25') : prediction;
    },
  };
}

/** Returns whether the descriptor of the call was imported while the socket was unbound and still has that state. */
export function believesUnbound(world: WorldView, c: RuleContext): boolean {
  return on('S25') && descriptorArg(world, c)?.view === 'unbound';
}
