/** What the recorder's process gets from the host, as JSON in its environment. */
export interface RecorderJob {
  port: number;
  token: string;
  target: WindowsTarget;
  /** Id of the process that asks; null if it is a process of Linux. */
  host: number | null;
  /** Variables that the program does not get. */
  hidden: readonly string[];
  /** Variables that only the program gets, in place of those with the same name in any case. */
  environment: Readonly<Record<string, string>>;
}

/** What to record: a program with its arguments, or a process that runs, by the id that Windows gives it. */
export type WindowsTarget = { command: readonly string[] } | { pid: number };

/** Kind of its first message. */
export const RECORDER_HELLO = 'recorder';

export const JOB_VARIABLE = 'HANDOFF_RECORD_JOB';
