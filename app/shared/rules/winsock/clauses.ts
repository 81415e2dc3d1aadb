/** The clauses of the Winsock rules. */
import type { RuleId } from '../../domain/ids.ts';
import { ASSERTED_CLAUSES } from '../asserted-by.ts';
import type { ClauseTable, ClausesOf } from '../clause.ts';
import { commonClauses } from '../common/clauses.ts';
import type { PlatformSemantics, RuleRole } from '../platform-semantics.ts';
import type { CallRule, RuleContext } from '../types.ts';
import { EVENT_CLAUSES } from './clauses-events.ts';
import { HANDOFF_CLAUSES } from './clauses-handoff.ts';
import { OPERATION_CLAUSES } from './clauses-operations.ts';
import { OPTION_CLAUSES } from './clauses-options.ts';
import { STREAM_CLAUSES } from './clauses-streams.ts';

export const WINSOCK_IDS: Readonly<Record<RuleRole, RuleId>> = {
  descriptor: 'S3', flight: 'S7', queue: 'S28', options: 'S24', close: 'S31', shutdown: 'S30', blocking: 'S27', linger: 'S32',
  inherit: 'S45', child: 'S50', space: 'S42',
};

/** Adds what the collection asserts: a clause is asserted if the rules contradict the collection without it. */
function withAsserted<T extends ClauseTable>(table: T): T {
  return Object.fromEntries(Object.entries(table).map(([name, clause]) =>
    [name, Object.hasOwn(ASSERTED_CLAUSES, name) ? { ...clause, evidence: ['asserted', ...clause.evidence] } : clause])) as T;
}

export const WINSOCK_CLAUSES = withAsserted({
  ...commonClauses((role, ...evidence) => ({ rule: WINSOCK_IDS[role], evidence })),
  ...HANDOFF_CLAUSES, ...EVENT_CLAUSES, ...OPERATION_CLAUSES, ...OPTION_CLAUSES, ...STREAM_CLAUSES,
});

export type WinsockClauses = ClausesOf<typeof WINSOCK_CLAUSES>;
export interface WinsockSemantics extends PlatformSemantics {
  readonly clauses: WinsockClauses;
}
export type WinsockContext = RuleContext<WinsockSemantics>;
export type WinsockRule = CallRule<WinsockSemantics>;
