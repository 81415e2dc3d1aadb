/** Calls that begin and end processes: the session and the bridge have a part in them. */

/** They create the process that their argument `process` names. */
export const CREATING_CALLS: ReadonlySet<string> = new Set(['fork', 'CreateProcessW']);
/** They let a process run that was created suspended. */
export const RESUMING_CALLS: ReadonlySet<string> = new Set(['ResumeThread']);
/** The process that makes them ends. */
export const ENDING_CALLS: ReadonlySet<string> = new Set(['exit', 'ExitProcess']);
