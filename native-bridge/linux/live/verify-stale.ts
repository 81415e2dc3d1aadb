/**
 * Verifies registrations that look stale. Programs run while they are read: the registered number might have been
 * closed in between. So the number is read again, and then the registrations once more (P13, P22).
 */
import { readFileSync, readlinkSync } from 'node:fs';
import { type Capture, type Instance, tableOf } from '../../../app/shared/live/capture.ts';
import { lookupIn, markStale, staleCandidates } from '../../../app/shared/live/stale.ts';
import { sameFile } from './kcmp.ts';

type Holder = Instance['holders'][number];

/** Marks the watchers of `capture` that are verified as stale, in place. */
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
    // An instance without a visible holder cannot be read.
    if (holders.length === 0) continue;
    const still = watchers.filter((w) => !holders.some(({ process }) => standsFor(capture, process, w)));
    const listed = listedNow(capture, holders);
    for (const w of still) if (listed.has(keyOf(capture, w))) markStale(capture, w, lookup);
  }
}

/** Two readings of one instance can have differed, so that its descriptors were not recognized as one: compares them now. */
function withAllHolders(capture: Capture, instance: number, epolls: readonly Holder[]): readonly Holder[] {
  const known = capture.instances[instance]!;
  const first = known.holders[0];
  if (first === undefined) return known.holders;
  const pid = tableOf(capture.processes[first.process]!);
  const others = epolls.filter((e) => !known.holders.some((h) => h.process === e.process && h.descriptor === e.descriptor)
    && sameFile(pid, first.descriptor, tableOf(capture.processes[e.process]!), e.descriptor) === 'same');
  if (others.length === 0) return known.holders;
  (capture.instances as Instance[])[instance] = { ...known, holders: [...known.holders, ...others] };
  return capture.instances[instance]!.holders;
}

function standsFor(capture: Capture, process: number, w: number): boolean {
  try {
    const link = readlinkSync(`/proc/${tableOf(capture.processes[process]!)}/fd/${capture.watchers.descriptor[w]!}`);
    return link === `socket:[${capture.sockets.inode[capture.watchers.socket[w]!]!}]`;
  } catch {
    return false;
  }
}

const keyOf = (capture: Capture,
  w: number): string => `${capture.watchers.descriptor[w]!} ${capture.sockets.inode[capture.watchers.socket[w]!]!.toString(16)}`;

/** Numbers and inodes in the registrations of an instance, through the first holder that can be read. */
function listedNow(capture: Capture, holders: readonly Holder[]): Set<string> {
  for (const { process, descriptor } of holders) {
    try {
      const text = readFileSync(`/proc/${tableOf(capture.processes[process]!)}/fdinfo/${descriptor}`, 'latin1');
      return new Set([...text.matchAll(/^tfd:\s*(\d+) .* ino:([\da-f]+)/gm)].map(([, tfd, inode]) => `${tfd} ${inode}`));
    } catch {
      // Its process has ended, or the descriptor was closed: try the next one.
    }
  }
  return new Set();
}
