/** Starts the process of a recorder. */
import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import { JOB_VARIABLE } from '../../../../native-bridge/linux/recorder-job.ts';
import { Unavailable } from '../errors/unavailable.ts';

/** Standard descriptors of a launched program: those of this process, none, or for output and error this descriptor. */
export type Standard = 'inherit' | 'ignore' | number;

export const standardOf = (standard: Standard): Standard[] =>
  [typeof standard === 'number' ? 'ignore' : standard, standard, standard];

/** Whether it was started and has not ended. */
export const isRunning = (recorder: ChildProcess | null): boolean =>
  recorder?.pid !== undefined && recorder.exitCode === null && recorder.signalCode === null;

/** Bytes that Linux passes in one variable (MAX_ARG_STRLEN). */
const LONGEST = 1 << 17;

/** @throws Unavailable if the system refuses, also for a command that is too long; `left` then removes what was for the recorder. */
export function startRecorder(program: string, job: object, detached: boolean, stdio: StdioOptions, left: () => void): ChildProcess {
  const text = JSON.stringify(job);
  try {
    return spawn(process.execPath, [program], { detached, stdio, env: { ...process.env, [JOB_VARIABLE]: text } });
  } catch (error) {
    left();
    const length = Buffer.byteLength(text);
    throw new Unavailable(length < LONGEST - JOB_VARIABLE.length - 1 ? `cannot start the recorder: ${(error as Error).message}`
      : `the command is too long to be recorded: ${length} bytes, and Linux passes less than ${LONGEST} in one piece.`);
  }
}
