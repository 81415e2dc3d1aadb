/** What the recorder's process gets from the host, as JSON in its environment. */
export interface RecorderJob {
  port: number;
  token: string;
  /** A program with its arguments. */
  command: readonly string[];
  /** Variables that the program does not get. */
  hidden: readonly string[];
}

/** Kind of its first message. */
export const RECORDER_HELLO = 'recorder';

export const JOB_VARIABLE = 'HANDOFF_RECORD_JOB';
