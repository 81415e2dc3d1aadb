/** Calls that start and end processes; the session and the bridge take part in them. */
import { callsWith } from './catalogue.ts';
import type { Does } from './traits.ts';

const both = (part: NonNullable<Does['process']>): ReadonlySet<string> =>
  new Set([...callsWith('linux', 'process', part), ...callsWith('winsock', 'process', part)]);

/** Calls that create the process named by their argument `process`. */
export const CREATING_CALLS = both('creates');
/** Calls that resume a process that was created suspended. */
export const RESUMING_CALLS = both('resumes');
export const ENDING_CALLS = both('ends');
