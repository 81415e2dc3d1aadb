/** What the stand-in remembers for the tests to ask about. */

/** Things that happened and must not: a page that got out, a permission that was granted. */
export const violations: string[] = [];

/** Addresses given to the browser of the user. */
export const opened: string[] = [];

/** Addresses of files that the page was allowed to save. */
export const downloads: string[] = [];

/** Whether the user cancels the dialog that asks where to save a file. */
export const saving = { cancelled: false };

/** What the main process must do before the app is ready, and what it did. */
export const startup = { ready: false, sandboxed: false, schemes: new Map<string, Record<string, boolean>>() };
