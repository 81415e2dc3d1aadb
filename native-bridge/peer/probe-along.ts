/** Takes the probes of a plan right after a call. */
import type { Results } from '../../app/shared/calls/types.ts';
import type { HandleProbes } from '../channel/handle-probes.ts';
import { resultKey, type ProbePlan, type ProbeResults } from '../channel/probe-plan.ts';
import type { HandleRef } from '../winsock/identity.ts';

/** A new handle is compared with one of each probed object, up to this many objects. */
const OBJECTS_COMPARED = 8;

/** All probes that a session can need after a call with these results in the process `pid`. */
export function probeHandles({ objects, events }: ProbePlan, probes: HandleProbes, pid: number, results: Results): ProbeResults {
  const seen: Record<string, number | boolean | null> = {};
  const made = results.descriptor === undefined ? [] : [{ pid, handle: results.descriptor }];
  const see = (handles: readonly HandleRef[]): void => {
    const { first, references, same } = probes.object(handles);
    for (const [i, handle] of handles.entries()) {
      if (first < 0 || i < first) seen[resultKey.references(handle)] = null;
      else if (i === first) seen[resultKey.references(handle)] = references;
      else seen[resultKey.same(handles[first]!, handle)] = same[i - first - 1] ?? null;
    }
  };
  probes.together(() => {
    for (const handles of objects) see(objects.length <= OBJECTS_COMPARED ? [...handles, ...made] : handles);
    see(made);
    for (const event of [...events, ...(results.event === undefined ? [] : [{ pid, handle: results.event }])])
      seen[resultKey.isSet(event)] = probes.isSet(event);
  });
  return seen;
}
