/** Starts a program whose children are recorded from their first call on. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

/** Its standard descriptors are those of this process. @throws Error if it cannot start. */
export async function launch([program = '', ...args]: readonly string[]): Promise<ChildProcess> {
  const child = spawn(program, args, { stdio: 'inherit' });
  await once(child, 'spawn');
  return child;
}
