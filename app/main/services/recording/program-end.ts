/** How a recorded program ended: one of them is null, or both for a program that runs on. */
export interface ProgramEnd { code: number | null; signal: NodeJS.Signals | null }
