/**
 * What a descriptor's own process knows of the socket's state (S25). Documents say that all state is common
 * (S24), but tests that pass on Windows show that Winsock keeps some of it for each descriptor: taken when it
 * is imported, changed by calls through that descriptor, and not by those of others.
 */
import type { SocketState } from '../../domain/entities.ts';
import type { WorldView } from '../../domain/world.ts';
import { descriptorArg } from '../lookup.ts';
import { type CallRule, type RuleContext, predictError } from '../types.ts';
import { on } from '../switches.ts';

/** The rule, and after its success the descriptor that made the call knows the new state. */
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

/** listen as elsewhere, but for a descriptor that believes the socket unbound: so a re-shared listener is cured by sharing anew (S25, a hypothesis). */
export function listening(rule: CallRule): CallRule {
  return {
    ...rule,
    predict(world, c) {
      const prediction = rule.predict(world, c);
      return prediction.outcome.kind === 'ok' && believesUnbound(world, c) ? predictError('WSAEINVAL', 'S25') : prediction;
    },
  };
}

/** Whether the descriptor of the call was imported while the socket was unbound, and has not been told since. */
export function believesUnbound(world: WorldView, c: RuleContext): boolean {
  return on('S25') && descriptorArg(world, c)?.view === 'unbound';
}
