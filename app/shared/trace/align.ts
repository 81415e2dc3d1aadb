/**
 * Aligns two traces. Steps of one scenario are paired by their position in it; for two scenarios that show the
 * same behavior with different calls (Winsock and Linux), steps of the same process and kind are paired in order.
 */
import { anySpecOf } from '../calls/catalogue.ts';
import { splitParticipant } from '../domain/ids.ts';
import type { Action, Step } from './step.ts';

export interface PairedSteps {
  left: Step | null;
  right: Step | null;
}

/** A call that is in no catalogue only pairs with itself. */
const verbOf = (call: string): string => anySpecOf(call)?.verb ?? call;

/** Pairs every step of both traces, in order; a step without a counterpart stands alone. */
export function alignTraces(left: readonly Step[], right: readonly Step[], sameScenario: boolean): PairedSteps[] {
  return sameScenario ? byPlan(left, right) : byDeed(left, right);
}

function byPlan(left: readonly Step[], right: readonly Step[]): PairedSteps[] {
  const pairs: PairedSteps[] = [];
  let j = 0;
  for (const l of left) {
    if (l.plan === null) {
      pairs.push({ left: l, right: null });
      continue;
    }
    while (j < right.length && (right[j]!.plan === null || right[j]!.plan! < l.plan)) pairs.push({ left: null, right: right[j++]! });
    pairs.push({ left: l, right: right[j]?.plan === l.plan ? right[j++]! : null });
  }
  return [...pairs, ...right.slice(j).map((r) => ({ left: null, right: r }))];
}

/** Longest common run of deeds. Scenarios have tens of steps, so the table of its lengths is small. */
function byDeed(left: readonly Step[], right: readonly Step[]): PairedSteps[] {
  const a = left.map((s) => deedOf(s.action));
  const b = right.map((s) => deedOf(s.action));
  const best = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--)
      best[i]![j] = a[i] === b[j] ? best[i + 1]![j + 1]! + 1 : Math.max(best[i + 1]![j]!, best[i]![j + 1]!);
  }
  const pairs: PairedSteps[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) pairs.push({ left: left[i++]!, right: right[j++]! });
    else if (j >= b.length || (i < a.length && best[i + 1]![j]! >= best[i]![j + 1]!)) pairs.push({ left: left[i++]!, right: null });
    else pairs.push({ left: null, right: right[j++]! });
  }
  return pairs;
}

function deedOf(action: Action): string {
  switch (action.kind) {
    case 'call': {
      // The call that imports also creates: it imports where it names a blob.
      const verb = action.args['protocolInfo'] !== undefined ? 'import' : verbOf(action.call);
      return `${splitParticipant(action.participant).process} ${verb}`;
    }
    case 'completion': return `${splitParticipant(action.participant).process} ${verbOf(action.call)} returns`;
    case 'message': return `${action.from} message ${action.to}`;
    case 'kill': return `kill ${action.process}`;
    case 'death': return `death ${action.process}`;
  }
}
