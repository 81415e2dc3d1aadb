/** Whether a step concerns a hazard that was found at it: some are found at the end of a scenario, by a step about something else. */
import type { Entity } from '../domain/entities.ts';
import { processId, splitParticipant } from '../domain/ids.ts';
import { type WorldView, descriptorOf } from '../domain/world.ts';
import type { Hazard } from '../trace/hazard.ts';
import type { Step } from '../trace/step.ts';

/** @param world after the step. */
export function isFoundBy({ subjects }: Hazard, { diff, action }: Step, world: WorldView): boolean {
  const changed = [...Object.values(diff.added), ...Object.values(diff.removed), ...Object.values(diff.updated).map(([, after]) => after)];
  const concerns = (e: Entity | undefined) => e && subjects.some((id) => id === e.id || (e.kind === 'descriptor' && id === e.object));
  if (changed.some(concerns)) return true;
  if (action.kind !== 'call') return false;
  const process = processId(splitParticipant(action.participant).process);
  return Object.values(action.resolved).flat().some((value) => typeof value === 'number' && concerns(descriptorOf(world, process, value)));
}
