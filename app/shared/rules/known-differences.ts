/**
 * Where a platform is known to depart from the documents. Each line names the exact call and outcome, so that
 * anything else that differs stays a divergence; `why` is shown to the user.
 */
import type { Outcome } from '../calls/types.ts';
import type { RuleId } from '../domain/ids.ts';
import type { PredictedOutcome } from '../trace/step.ts';
import type { Prediction } from './types.ts';

export interface KnownDifference {
  platform: string;
  rule: RuleId;
  call: string;
  /** A rule that the prediction names; any where it is absent. */
  restsOn?: RuleId;
  predicted: string;
  /** Name of the error that comes instead, or "ok". */
  observed: string;
  why: string;
}

export const KNOWN_DIFFERENCES: readonly KnownDifference[] = [
  {
    platform: 'wine-8', rule: 'W1', call: 'WSASocketW', predicted: 'WSAEINVAL', observed: 'ok',
    why: 'Wine 8 lets a blob be imported again and gives the same descriptor number; Windows answers WSAEINVAL.',
  },
  {
    platform: 'wine-8', rule: 'W16', call: 'getsockopt', restsOn: 'S52', predicted: 'ok', observed: 'WSAENOTSOCK',
    why: 'An inherited handle is a reference to the socket under Wine 8 too, but its Winsock keeps a list of the sockets made in each process '
      + 'and refuses others. Windows looks at the handle itself.',
  },
];

const nameOf = (outcome: Outcome | PredictedOutcome): string => (outcome.kind === 'error' ? outcome.name : outcome.kind);

export function knownDifference(platform: string, call: string, prediction: Prediction, actual: Outcome): RuleId | null {
  const found = KNOWN_DIFFERENCES.find((d) =>
    d.platform === platform && d.call === call && (d.restsOn === undefined || prediction.rules.includes(d.restsOn))
    && d.predicted === nameOf(prediction.outcome) && d.observed === nameOf(actual));
  return found?.rule ?? null;
}
