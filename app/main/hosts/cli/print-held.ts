/** Held calls as text and as JSON. */
import type { DescriptorNow } from '../../../../native-bridge/linux/ptrace/descriptor-now.ts';
import type { Rules } from '../../../shared/domain/entities.ts';
import { fullArgs } from '../../../shared/format/full-args.ts';
import { predictedText } from '../../../shared/format/outcome.ts';
import { plural } from '../../../shared/format/values.ts';
import type { Release } from '../../../shared/recording/source.ts';
import { storedPrediction } from '../../../shared/trace/predicted.ts';
import { sentenceText } from '../../../shared/trace/sentence.ts';
import { errorName } from '../../../shared/calls/errors.ts';
import type { Held, ReleasedBy } from '../../services/recording/debugging.ts';
import { type Piece, line } from './shown.ts';

/** "#1 sender/t2 (thread 812) is held before sendmsg(fd: 3, rights: 4) [shares]" */
export function headOf({ id, call, why, rules }: Held): Piece {
  const { participant, call: name, args, raw } = call;
  const text = fullArgs({ kind: 'call', participant, call: name, args, resolved: args, as: [] }, rules);
  return line`#${id} ${participant} (thread ${raw.task}) is held before ${name}(${text}) [${why}]`;
}

/** What the rules say of it, and how long it is held. */
export function heldLines(held: Held): Piece[] {
  const { call, foreseen: { prediction, hazards }, changes, open, limit } = held;
  const rules = prediction.rules.length === 0 ? '' : ` (${prediction.rules.join(', ')})`;
  return [
    headOf(held),
    line`   predicted: ${predictedText(prediction.outcome, held.rules, call.call)}${rules}`,
    ...changes.map((change) =>
      line`   ${prediction.outcome.kind === 'unknown' ? 'if it succeeds' : 'will change'}: ${sentenceText(change)}`),
    ...hazards.map((hazard) => line`   hazard ${hazard.id} (${hazard.rules.join(', ')}): ${sentenceText(hazard.sentence)}`),
    ...(open === 0 ? []
      : [line`   The prediction does not contain ${plural(open, 'earlier event')}: calls that run can still explain them.`]),
    line`   continues by itself in ${limit / 1000} s; the other threads run.`,
  ];
}

export function factLines(facts: readonly DescriptorNow[], rules: Rules): Piece[] {
  if (rules === 'winsock') return ['   Facts of handles are not read from programs for Windows.'];
  if (facts.length === 0) return ['   The call names no descriptor.'];
  return facts.map(({ number, identity, closeOnExec, nonblocking, socket }) => {
    if (identity === null) return line`   fd ${number}: not open`;
    const flags = `${closeOnExec ? 'close-on-exec' : 'inheritable'}, ${nonblocking ? 'non-blocking' : 'blocking'}`;
    const state = socket === null ? '' : line`, ${socket.state}, ${socket.local ?? 'no name'}${socket.remote === null ? ''
      : line` to ${socket.remote}`}, ${socket.unread} B unread, ${socket.unsent} B unsent`;
    return line`   fd ${number}: ${identity}, ${flags}${state}`;
  });
}

export function releasedLine({ id, call, rules }: Held, by: ReleasedBy, how: Release): Piece {
  const reason = {
    command: '', limit: ': its limit has passed', ended: ': its task has ended', loss: ': records were lost',
    detach: ': the recording ends',
  }[by];
  if (how.kind === 'refuse') return line`#${id} ${call.call} is not made, and returns ${errorName(rules, how.errno)}`;
  return line`#${id} goes on${how.kind === 'cut' ? ` with a control buffer for ${plural(how.descriptors, 'descriptor')}` : reason}`;
}

/** One line of --json. */
export function heldJson({ id, why, call, foreseen: { prediction, hazards }, changes, open, limit }: Held,
  facts: readonly DescriptorNow[]): object {
  return {
    event: 'held', id, why, process: call.participant, pid: call.pid, thread: call.raw.task, call: call.call, args: call.args,
    shares: call.shares, predicted: storedPrediction(prediction.outcome), rules: prediction.rules,
    changes: changes.map(sentenceText), hazards: hazards.map((h) => ({ id: h.id, rules: h.rules, text: sentenceText(h.sentence) })),
    facts, open, limit: limit / 1000,
  };
}

export const releasedJson = ({ id }: Held, by: ReleasedBy, how: Release): object => ({ event: 'released', id, by, how });
