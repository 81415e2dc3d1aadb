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

/** @throws Unavailable if the system refuses, also for a command and environment that are too long. */
export function startRecorder(program: string, job: object, detached: boolean, stdio: StdioOptions): ChildProcess {
  try {
    return spawn(process.execPath, [program], { detached, stdio, env: { ...process.env, [JOB_VARIABLE]: JSON.stringify(job) } });
  } catch (error) {
    throw new Unavailable(`cannot start the recorder: ${(error as Error).message}`);
  }
}
