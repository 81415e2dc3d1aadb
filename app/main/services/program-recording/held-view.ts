/** A held call for the page, with what the system shows of its descriptors. */
import type { HeldFact, HeldView } from '../../../shared/contract/recording.ts';
import { storedPrediction } from '../../../shared/trace/predicted.ts';
import type { Held } from '../recording/debugging.ts';

export function heldView({ id, why, call, foreseen: { prediction, hazards, diff }, changes, open, limit }: Held,
  facts: readonly HeldFact[]): HeldView {
  const { participant, pid, raw, call: name, args } = call;
  return {
    id, why, participant, pid, thread: raw.task, call: name, args, predicted: storedPrediction(prediction.outcome), rules: prediction.rules,
    changes, diff, hazards: hazards.map(({ id: hazard, rules, sentence }) => ({ id: hazard, rules, sentence })), facts, open,
    cuts: name === 'recvmsg', until: Date.now() + limit,
  };
}
