/** One request of the contract: the schema of its input, and the facts about it that hosts and services act on. */
import type { z } from 'zod';

export interface RequestFacts {
  /** Its answer contains the state of a session or recording that then belongs to the requesting page. */
  opens?: true;
  /** It ends the session or recording named by its input. */
  closes?: true;
  /** It makes the host store more (a session, a step, a capture), so it is refused while memory is low. */
  grows?: true;
  /** It reaches a process outside of the session: the audit log gets a line with these fields of the answer. */
  audited?: readonly string[];
}

/** Keeps the facts as literal types, so that a list of requests can be computed from them. */
export function request<S extends z.ZodType, const F extends RequestFacts>(about: { input: S } & F): { input: S } & F {
  return about;
}

/** The names in a topic whose request has this fact. */
export type NamesWith<Topic, Fact extends keyof RequestFacts> = {
  [K in keyof Topic]: Topic[K] extends Required<Pick<RequestFacts, Fact>> ? K : never;
}[keyof Topic];
