/** Setting up Wine from the window: what it would change, then, with the user's consent, doing it. */
import { z } from 'zod';
import { nothing } from './ids.ts';
import { request } from './request.ts';

export const setUpRequests = {
  /** What is missing and what installing it changes. Changes nothing. */
  'setup.plan': request({ input: nothing }),
  /** Installs what the plan of this question lists; events report the progress. */
  'setup.run': request({ input: z.strictObject({ question: z.string().regex(/^question-[0-9a-f]{32}$/) }), audited: ['installed'] }),
} as const;

export interface SetUpOutputs {
  'setup.plan': SetUpPlan;
  'setup.run': { installed: readonly string[] };
}

export interface SetUpPlan {
  /** For `setup.run`; null if it cannot be run from here. */
  question: string | null;
  /** Why not, and what to do. */
  why: string | null;
  /** The same on the command line. */
  command: string;
  parts: readonly SetUpPart[];
  /** A set-up that was started before is under way. */
  running: boolean;
}

export interface SetUpPart {
  what: string;
  size: string;
  /** What of the machine it changes. */
  changes: string;
}

export type SetUpEvent =
  /** One line of the set-up. */
  | { event: 'setup.progress'; line: string }
  /** `problem`: why it failed, or null. Also for pages that did not start it. */
  | { event: 'setup.ended'; problem: string | null };
