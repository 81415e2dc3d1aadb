import type { WorldView } from '../../app/shared/domain/world.ts';
import type { Fact } from '../../app/shared/trace/step.ts';
export function probeWinsock(_world: WorldView): readonly Fact[] { return []; }
