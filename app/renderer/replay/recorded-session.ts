/** A trace as a closed session, with its counts. */
import type { ProviderInfo, SessionOpened, SessionState } from '../../shared/contract/contract.ts';
import { platformWords } from '../../shared/graph-layout/svg/figure.ts';
import { recordedState } from '../../shared/contract/session-state.ts';
import type { TraceLog } from '../../shared/trace/log.ts';
import { NO_STEPS, withStep } from '../../shared/trace/tally.ts';

export function recordedSession(log: TraceLog): SessionOpened {
  const { header } = log;
  const provider: ProviderInfo = { id: header.provider, label: platformWords(log), rules: [header.rules], available: true, reason: null };
  return { state: stateOf(log), header, scenario: header.scenario, provider, library: null };
}

function stateOf(log: TraceLog): SessionState {
  const steps = log.steps();
  const planned = steps.filter((step) => step.plan !== null).length;
  return recordedState({ session: 'session-0', status: 'closed', planned, length: steps.length }, steps.reduce(withStep, NO_STEPS));
}
