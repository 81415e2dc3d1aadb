/** Handle probes that the process making a call takes immediately after it, and sends with the outcome. */
import type { HandleRef } from '../winsock/identity.ts';

/** Handles to probe: those of each object, in order, and the events. */
export interface ProbePlan {
  objects: readonly (readonly HandleRef[])[];
  events: readonly HandleRef[];
}

/** The results, by {@link resultKey}. */
export type ProbeResults = Readonly<Record<string, number | boolean | null>>;

const text = ({ pid, handle }: HandleRef): string => `${pid}:${handle}`;

export const resultKey = {
  references: (handle: HandleRef): string => `references ${text(handle)}`,
  same: (a: HandleRef, b: HandleRef): string => `same ${text(a)} ${text(b)}`,
  isSet: (event: HandleRef): string => `set ${text(event)}`,
};
