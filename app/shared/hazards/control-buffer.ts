import type { DescriptorEntity } from '../domain/entities.ts';
import type { EntityId, ProcessId } from '../domain/ids.ts';
import { type Sentence, at, say } from '../trace/sentence.ts';
import type { Detector, DetectionContext } from './types.ts';

/** P7: descriptors that cannot be installed are dropped, and a buffer can fit more than requested. */
export const controlBuffer: Detector = {
  id: 'control-buffer',
  title: 'Descriptors are dropped, or more arrive than requested',
  rules: { winsock: [], linux: ['P7'] },
  detect(m) {
    const { action, outcome } = m.step;
    if (m.deed?.does.transfers !== 'receives' || m.deed.object === null || outcome.kind !== 'ok') return [];
    const room = m.deed.args['controlLength'];
    const size = typeof room === 'number' ? `${room} bytes` : 'the buffer';
    const came = Object.values(m.step.diff.added).filter((e): e is DescriptorEntity => e.kind === 'descriptor');
    if (outcome.results.flags?.includes('MSG_CTRUNC')) {
      const subjects: EntityId[] = [m.deed.object];
      return [{
        subjects,
        sentence: say`${m.names.process(m.deed.process)} received ${came.length}${sentOf(m)} at ${at(m.step.n)} with MSG_CTRUNC:
          ${cause(m, m.deed.process, came.length, typeof room === 'number' ? room : null)}. The rest is dropped.`,
      }];
    }
    const asked = action.kind === 'call' ? action.as.length : 0;
    if (asked === 0 || typeof room !== 'number' || came.length <= asked) return [];
    return [{
      subjects: came.slice(asked).map((d) => d.id),
      sentence: say`${m.names.process(m.deed.process)} requested ${asked} at ${at(m.step.n)}, and ${came.length} arrived: CMSG_SPACE rounds
        ${size} up to space for more. ${m.names.descriptor(came[asked]!)} is open and unknown to the program; CMSG_LEN would have fit
        exactly ${asked}.`,
    }];
  },
  stillHolds(hazard, m) {
    const subject = m.after.get(hazard.subjects[0]!);
    return subject?.kind === 'descriptor' || (subject?.kind === 'socket' && subject.closedAt === null);
  },
};

/** " of 2", where the number that was sent is known. */
function sentOf(m: DetectionContext): string {
  const sent = Object.values(m.step.diff.updated).flatMap(([, e]) => (e.kind === 'transfer' && e.state !== 'in-flight' ? e.objects : []));
  return sent.length === 0 ? ' descriptors' : ` of ${sent.length} descriptors`;
}

/** The kernel stops at the first descriptor that it cannot install, and reports each of three reasons by the same flag. */
function cause(m: DetectionContext, process: ProcessId, came: number, room: number | null): Sentence {
  const limited = m.past.outOfDescriptors(process);
  if (limited !== undefined) return say`the process has no free descriptor number (EMFILE at ${at(limited)})`;
  if (room !== null && came >= referencesIn(room)) return say`the control buffer of ${room} bytes has room for no more`;
  return say`the control buffer had room, so either the process reached its descriptor limit (compare /proc/PID/fd with RLIMIT_NOFILE)
    or a security module or SO_PASSRIGHTS refused one`;
}

/** struct cmsghdr has 16 bytes, and each descriptor 4. */
export const referencesIn = (room: number): number => Math.max(0, Math.floor((room - 16) / 4));
