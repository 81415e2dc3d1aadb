/** A trace as a closed session, with its counts. */
import type { ProviderInfo, SessionOpened, SessionState } from '../../shared/contract/contract.ts';
import { platformWords } from '../../shared/graph-layout/svg/figure.ts';
import type { TraceLog } from '../../shared/trace/log.ts';

export function recordedSession(log: TraceLog): SessionOpened {
  const { header } = log;
  const provider: ProviderInfo = { id: header.provider, label: platformWords(log), rules: [header.rules], available: true, reason: null };
  return { state: stateOf(log), header, scenario: header.scenario, provider, library: null };
}

function stateOf(log: TraceLog): SessionState {
  const steps = log.steps();
  const performed = steps.filter((step) => step.plan !== null).length;
  return {
    session: 'session-0', status: 'closed', performed, planned: performed, length: steps.length,
    predicted: steps.filter((step) => step.predicted !== null && step.predicted.outcome.kind !== 'unknown').length,
    divergences: steps.reduce((sum, step) => sum + step.divergences.filter((d) => d.knownDifference === null).length, 0),
    met: steps.filter((step) => step.verdict?.met === true).length, unmet: steps.filter((step) => step.verdict?.met === false).length,
    problem: null, stopped: null, pace: 0, replay: null, taken: [],
  };
}
