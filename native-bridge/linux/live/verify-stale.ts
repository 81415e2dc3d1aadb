/**
 * Makes sure of registrations that look stale. A program goes on while it is read: what was registered under a number
 * may have been closed in between. So the number is looked at again, and then the list once more (P13, P22).
 */
import { readFileSync, readlinkSync } from 'node:fs';
import type { Capture, Instance } from '../../../app/shared/live/capture.ts';
import { lookupIn, markStale, staleCandidates } from '../../../app/shared/live/stale.ts';
import { sameFile } from './kcmp.ts';

type Holder = Instance['holders'][number];

/** Marks the watchers of `capture` that are stale for sure, in place. */
export function verifyStale(capture: Capture, epolls: readonly Holder[]): void {
  const candidates = staleCandidates(capture);
  if (candidates.length === 0) return;
  const lookup = lookupIn(capture);
  const byInstance = new Map<number, number[]>();
  for (const w of candidates) {
    const instance = capture.watchers.instance[w]!;
    byInstance.set(instance, [...(byInstance.get(instance) ?? []), w]);
  }
  for (const [instance, watchers] of byInstance) {
    const holders = withAllHolders(capture, instance, epolls);
    // An instance that nobody visible holds cannot be asked.
    if (holders.length === 0) continue;
    const still = watchers.filter((w) => !holders.some(({ process }) => standsFor(capture, process, w)));
    const listed = listedNow(capture, holders);
    for (const w of still) if (listed.has(keyOf(capture, w))) markStale(capture, w, lookup);
  }
}

/** Two reads of one instance may have differed, so that its descriptors were not found to be one: now they are compared. */
function withAllHolders(capture: Capture, instance: number, epolls: readonly Holder[]): readonly Holder[] {
  const known = capture.instances[instance]!;
  const first = known.holders[0];
  if (first === undefined) return known.holders;
  const pid = capture.processes[first.process]!.pid;
  const others = epolls.filter((e) => !known.holders.some((h) => h.process === e.process && h.descriptor === e.descriptor)
    && sameFile(pid, first.descriptor, capture.processes[e.process]!.pid, e.descriptor) === 'same');
  if (others.length === 0) return known.holders;
  (capture.instances as Instance[])[instance] = { ...known, holders: [...known.holders, ...others] };
  return capture.instances[instance]!.holders;
}

function standsFor(capture: Capture, process: number, w: number): boolean {
  try {
    const link = readlinkSync(`/proc/${capture.processes[process]!.pid}/fd/${capture.watchers.descriptor[w]!}`);
    return link === `socket:[${capture.sockets.inode[capture.watchers.socket[w]!]!}]`;
  } catch {
    return false;
  }
}

const keyOf = (capture: Capture, w: number): string => `${capture.watchers.descriptor[w]!} ${capture.sockets.inode[capture.watchers.socket[w]!]!.toString(16)}`;

/** Numbers and inodes in the list of an instance, by whichever holder can still be asked. */
function listedNow(capture: Capture, holders: readonly Holder[]): Set<string> {
  for (const { process, descriptor } of holders) {
    try {
      const text = readFileSync(`/proc/${capture.processes[process]!.pid}/fdinfo/${descriptor}`, 'latin1');
      return new Set([...text.matchAll(/^tfd:\s*(\d+) .* ino:([\da-f]+)/gm)].map(([, tfd, inode]) => `${tfd} ${inode}`));
    } catch {
      // Its process has ended, or the descriptor was closed: the next one may do.
    }
  }
  return new Set();
}
