/** A pipe of this process: Node has sockets in their place, which a recorded program would show. */
import { errorName } from '../../app/shared/calls/errors.ts';
import { errno, libcCall } from './bindings.ts';

const O_CLOEXEC = 0o2000000;

/** The descriptors of its ends. Only a process that is given one inherits it. @throws Error with the reason. */
export function makePipe(): { read: number; write: number } {
  const ends = new Int32Array(2);
  if (Number(libcCall('int pipe2(void *ends, int flags)')(ends, O_CLOEXEC)) !== 0) throw new Error(`pipe2: ${errorName('linux', errno())}`);
  return { read: ends[0]!, write: ends[1]! };
}
