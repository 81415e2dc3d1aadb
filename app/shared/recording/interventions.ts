/** What the inspector changed in held calls, as steps and notes of the trace. */
import { errorName } from '../calls/errors.ts';
import type { StepNumber } from '../domain/ids.ts';
import { plural } from '../format/values.ts';
import { REFUSED, cutTo } from '../trace/intervention.ts';
import { decode } from './decode/decode.ts';
import { afterWait, takeWait } from './judge.ts';
import type { Move } from './moves.ts';
import type { RawCall } from './raw.ts';
import type { State } from './state.ts';
import type { Task } from './tasks.ts';

/** A call that was not made, and returned an error that the user chose: the rules have no opinion, and nothing changes. */
export function refusedMove(state: State, task: Task, raw: RawCall, waiting: StepNumber | null): Move {
  const decoded = decode(raw, state.rules);
  const number = raw.result?.kind === 'error' ? Number(raw.result.name) : 0;
  return {
    agrees: () => true,
    apply: () => undefined,
    make(writer) {
      const { draft, keep } = state.draft();
      afterWait(state, draft, takeWait(draft, waiting), writer.next);
      const [participant, call, args] = [state.tasks.participant(task), decoded?.call ?? raw.name, decoded?.args ?? {}];
      writer.write({
        action: waiting === null ? { kind: 'call', participant, call, args, resolved: args, as: [] }
          : { kind: 'completion', participant, call, of: waiting },
        outcome: { kind: 'error', name: errorName(state.rules, number), number }, diff: keep(), note: REFUSED, at: raw.left,
      });
    },
  };
}

/** null for a call that was made as the program asked for. */
export function cutNote({ intervened }: RawCall): string | null {
  if (intervened?.kind !== 'cut') return null;
  return cutTo(plural(intervened.descriptors, 'descriptor'));
}
