/** The task of a recorder's process, in its environment: every user can read the arguments of a process. */
export const JOB_VARIABLE = 'HANDOFF_RECORDER_JOB';

/** Reads the task, and removes it from the environment that launched programs inherit. */
export function takeJob<T>(): T {
  const text = process.env[JOB_VARIABLE] ?? '{}';
  delete process.env[JOB_VARIABLE];
  return JSON.parse(text) as T;
}
