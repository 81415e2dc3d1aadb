/** Starts the process of a recorder. */
import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import { JOB_VARIABLE } from '../../../../native-bridge/linux/recorder-job.ts';
import { Unavailable } from '../errors/unavailable.ts';

/** @throws Unavailable if the system refuses, also for a command and environment that are too long. */
export function startRecorder(program: string, job: object, detached: boolean, stdio: StdioOptions): ChildProcess {
  try {
    return spawn(process.execPath, [program], { detached, stdio, env: { ...process.env, [JOB_VARIABLE]: JSON.stringify(job) } });
  } catch (error) {
    throw new Unavailable(`cannot start the recorder: ${(error as Error).message}`);
  }
}
