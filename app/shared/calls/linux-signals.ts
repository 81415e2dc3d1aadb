/** What can be asked about signals (P15). */
import { choice, integer, optional } from './args.ts';
import * as c from './constants-linux.ts';
import type { CallSpec } from './types.ts';

export const SIGNAL_CALLS: readonly CallSpec[] = [
  {
    name: 'sigio_count', platform: 'linux', prototype: '', result: 'number', mayBlock: true,
    summary: 'No system call: how often the signal handler of this process has run since it was last asked. Every participant '
      + 'catches these signals from its start, because their default action would end it.',
    doc: 'https://man7.org/linux/man-pages/man7/signal.7.html',
    args: [optional(choice('signal', 'Which signal; SIGIO if absent', c.SIGNALS)), integer('timeout', 'Milliseconds to wait for the first', 0, 60_000)],
  },
];
