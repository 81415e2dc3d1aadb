/** A provider without a system: the rules decide what its calls return. */
import type { PredictedOutcome } from '../trace/predicted.ts';
import type { Performed, PerformRequest, ProviderBase } from './provider.ts';

export interface PredictingProvider extends ProviderBase {
  readonly kind: 'predicting';
  /** Answers a call as the rules predict it. */
  answer(request: PerformRequest, predicted: PredictedOutcome): Promise<Performed>;
  /** Lets the pending call with this key return as the rules predict now. */
  settle(key: number, predicted: PredictedOutcome): void;
}
