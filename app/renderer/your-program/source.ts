/** The sources of a recording in the form, and why some of them cannot record. */
import type { RecordingOffer } from '../../shared/contract/recording.ts';
import { strings } from './strings.ts';

/** In the order of the list. */
export const SOURCES = ['auto', 'ptrace', 'bpf', 'winsock'] as const;
export type Source = (typeof SOURCES)[number];
type Refusals = Readonly<Record<Source, string | null>>;

/** Why each source cannot record; null if it can. `attach`: a process that runs, not a command. */
export function refusalsOf({ noPtrace, noBpf, noWinsock }: RecordingOffer, attach: boolean): Refusals {
  return { auto: noPtrace, ptrace: noPtrace, bpf: noBpf, winsock: attach ? strings.dialog.onlyLaunched : noWinsock };
}

/** The first source that can record; if none can, the first one. */
export const firstSource = (refusals: Refusals): Source => SOURCES.find((source) => refusals[source] === null) ?? SOURCES[0];

/** The reasons as one text, each once; null without any. */
export const reasonsOf = (refusals: Refusals): string | null =>
  [...new Set(Object.values(refusals))].filter((reason) => reason !== null).join(' ') || null;
