import { descriptorsFor, entity, transfersInFlight } from '../domain/world.ts';
import { at, say } from '../trace/sentence.ts';
import type { Detector, DetectionContext } from './types.ts';

/**
 * An export in flight is normal. It is a hazard when nothing else keeps the socket open, when the process that
 * could hand it over has exited, or when the scenario is over (S8, P5).
 */
export const transferNeverImported: Detector = {
  id: 'transfer-never-imported',
  title: 'A transfer is not imported',
  rules: { winsock: ['S7', 'S8'], linux: ['P5', 'P6'] },
  detect(m) {
    if (!m.last && !somebodyLetGo(m)) return [];
    return transfersInFlight(m.after).flatMap((t) => {
      const why = reason(m, t.objects, t.from);
      if (why === null) return [];
      const where = t.form === 'SCM_RIGHTS' ? say`the queue of ${t.carrier === null ? 'its carrier' : m.names.object(t.carrier)}`
        : say`the handle table of ${t.target === null ? 'its target' : m.names.process(t.target)}`;
      return [{
        subjects: [t.id, ...t.objects],
        sentence: say`${m.names.transfer(t)} of ${at(t.step)} is still in flight ${why}: the reference in ${where} keeps
          ${m.names.object(t.objects[0]!)} open, and no program knows about it.`,
      }];
    });
  },
  stillHolds: (hazard, m) => entity(m.after, 'transfer', hazard.subjects[0]!)?.state === 'in-flight',
};

function somebodyLetGo({ step }: DetectionContext): boolean {
  return Object.values(step.diff.removed).some((e) => e.kind === 'descriptor')
    || Object.values(step.diff.updated).some(([, e]) => e.kind === 'process' && e.state !== 'running');
}

function reason(m: DetectionContext, objects: readonly Parameters<typeof descriptorsFor>[1][], from: string): string | null {
  if (objects.every((o) => descriptorsFor(m.after, o).length === 0)) return 'and no descriptor is left';
  if (entity(m.after, 'process', from)?.state !== 'running') return 'and its source has ended';
  return m.last ? 'at the end of the scenario' : null;
}
