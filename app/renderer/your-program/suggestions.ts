/** Conditions for what is on screen: the selected thing, or the step shown with its hazards. */
import type { WorldView } from '../../shared/domain/world.ts';
import { splitParticipant } from '../../shared/domain/ids.ts';
import type { Step } from '../../shared/trace/step.ts';

const nameOf = (id: string): string => id.slice(id.indexOf(':') + 1);

/** As `handoff debug --hold` takes them. */
export function suggestedHolds(world: WorldView, step: Step | null, selection: string | null): string[] {
  const thing = selection === null ? undefined : world.get(selection);
  switch (thing?.kind) {
    case 'process': return [`process:${thing.name}`, `process:${thing.name} shares`];
    case 'socket': return [`socket:${nameOf(thing.id)}`, `socket:${nameOf(thing.id)} shares`];
    case 'descriptor': return thing.number === null ? []
      : [`fd:${thing.number} process:${nameOf(thing.process)}`, ...socketHold(thing.object)];
    case 'registration': return [`call:${thing.api} ${socketHold(thing.socket)[0]}`, ...socketHold(thing.socket)];
    case 'transfer': return [...new Set(thing.objects.flatMap(socketHold))];
    default: return step ? ofStep(step) : [];
  }
}

function ofStep({ action, hazards }: Step): string[] {
  const found = hazards.filter(({ state }) => state === 'found').map(({ id }) => `hazard:${id}`);
  if (action.kind !== 'call') return found;
  return [`call:${action.call}`, `call:${action.call} process:${splitParticipant(action.participant).process}`, ...new Set(found)];
}

const socketHold = (object: string): string[] => (object.startsWith('socket:') ? [`socket:${nameOf(object)}`] : []);
