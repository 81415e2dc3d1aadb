/** Where kernels depart from the rules. A trace does not name its kernel, so the versions are text. */
import type { Outcome } from '../calls/types.ts';
import { outcomeName } from './known-difference.ts';
import type { Prediction } from './types.ts';

export const KERNEL_DIFFERENCES = [{
  rule: 'K1', restsOn: 'P9', versions: 'seen on Linux 6.18; supposed since 6.10',
  shownBy: 'a-cycle-that-the-kernel-overlooks',
  why: 'The kernel does not find the cycle, so the socket at the other end stays open.',
  /** The end that the rules predict, and what comes instead: no data, or a send that succeeds. */
  pairs: [['ok', 'EAGAIN'], ['ok', 'pending'], ['EPIPE', 'ok'], ['ECONNRESET', 'ok']],
}] as const;

/** Returns the difference of some kernels that explains this outcome, or null. */
export const kernelDifference = ({ outcome, rules }: Prediction, actual: Outcome): 'K1' | null =>
  KERNEL_DIFFERENCES.find(({ restsOn, pairs }) => rules.includes(restsOn)
    && pairs.some(([predicted, observed]) => predicted === outcomeName(outcome) && observed === outcomeName(actual)))?.rule ?? null;
