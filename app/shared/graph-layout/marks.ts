/** Badges at a step: entities with a hazard, and entities on which system and rules disagreed. */
import type { World } from '../domain/world.ts';
import { splitParticipant } from '../domain/ids.ts';
import type { Hazard } from '../trace/hazard.ts';
import type { Action, Step } from '../trace/step.ts';

export type Mark = 'hazard' | 'diverged';

/** By entity id; a divergence overrides a hazard. A hazard marks its main subject. */
export function marksAt(world: World, step: Step | null, hazards: readonly Hazard[]): ReadonlyMap<string, Mark> {
  const marks = new Map<string, Mark>();
  for (const { subjects } of hazards) if (subjects[0] !== undefined) marks.set(subjects[0], 'hazard');
  for (const divergence of step?.divergences ?? []) {
    if (divergence.knownDifference !== null) continue;
    const subject = divergence.kind === 'fact' ? divergence.subject : null;
    marks.set(subject !== null && world.get(subject) ? subject : `process:${actorOf(step!.action)}`, 'diverged');
  }
  return marks;
}

function actorOf(action: Action): string {
  switch (action.kind) {
    case 'call': case 'completion': return splitParticipant(action.participant).process;
    case 'message': return action.to;
    case 'kill': case 'death': return action.process;
  }
}
