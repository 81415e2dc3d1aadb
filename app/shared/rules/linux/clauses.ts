/** The clauses of the Linux rules. */
import type { RuleId } from '../../domain/ids.ts';
import type { ClausesOf } from '../clause.ts';
import { commonClauses } from '../common/clauses.ts';
import type { PlatformSemantics, RuleRole } from '../platform-semantics.ts';
import type { CallRule, RuleContext } from '../types.ts';
import { EVENT_CLAUSES } from './clauses-events.ts';
import { STREAM_CLAUSES } from './clauses-streams.ts';
import { TRANSFER_CLAUSES } from './clauses-transfer.ts';

export const LINUX_IDS: Readonly<Record<RuleRole, RuleId>> = {
  descriptor: 'P1', flight: 'P5', queue: 'P19', options: 'P1', close: 'P16', shutdown: 'P17', blocking: 'P2', linger: 'P18',
  inherit: 'P20', child: 'P20', space: 'P14',
};

export const LINUX_CLAUSES = {
  ...commonClauses((role) => ({ rule: LINUX_IDS[role], evidence: ['observedOnLinux'] })),
  ...TRANSFER_CLAUSES, ...EVENT_CLAUSES, ...STREAM_CLAUSES,
};

export type LinuxClauses = ClausesOf<typeof LINUX_CLAUSES>;
export interface LinuxSemantics extends PlatformSemantics {
  readonly clauses: LinuxClauses;
}
export type LinuxContext = RuleContext<LinuxSemantics>;
export type LinuxRule = CallRule<LinuxSemantics>;
