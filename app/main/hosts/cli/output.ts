/** What is done when nobody reads what we print any more, or the disk it goes to is full. */

import { why } from '../../services/work/why.ts';

/** As a shell reports a program that SIGPIPE has ended. */
const PIPE_CLOSED = 141;

/**
 * Ends the program when its output is lost: quietly when a reader has left (`handoff run … | head`), with one
 * line on stderr when it cannot be written. `release` first ends every process of ours.
 */
export function endWithOutput(release: () => Promise<void>): void {
  let ending = false;
  const lost = (problem: NodeJS.ErrnoException) => {
    if (ending) return;
    ending = true;
    const quiet = problem.code === 'EPIPE';
    if (!quiet) process.stderr.write(`handoff: the output cannot be written: ${why(problem)}\n`);
    void release().finally(() => process.exit(quiet ? PIPE_CLOSED : 1));
  };
  process.stdout.on('error', lost);
  // There is nowhere left to say anything.
  process.stderr.on('error', () => undefined);
}
