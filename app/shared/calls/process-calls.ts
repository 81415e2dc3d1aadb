/** Calls that begin and end processes: the session and the bridge have a part in them. */
import { callsWith } from './catalogue.ts';
import type { Does } from './traits.ts';

const both = (part: NonNullable<Does['process']>): ReadonlySet<string> =>
  new Set([...callsWith('linux', 'process', part), ...callsWith('winsock', 'process', part)]);

/** They create the process that their argument `process` names. */
export const CREATING_CALLS = both('creates');
/** They let a process run that was created suspended. */
export const RESUMING_CALLS = both('resumes');
/** The process that makes them ends. */
export const ENDING_CALLS = both('ends');
