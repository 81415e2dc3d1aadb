/** How processes of a scenario begin and end on Linux (P20, P21). */
import { descriptors, integer, optional, processName } from './args.ts';
import { call } from './linux-call.ts';
import type { CallSpec } from './types.ts';

const born = processName('process', 'A process that the scenario declares with "start": "later"');

export const PROCESS_CALLS: readonly CallSpec[] = [
  call('fork', 'Creates a process with the inheritable descriptors of this one, under the same numbers. It is done by spawning our own '
    + 'program, and so is fork with exec: descriptors with close-on-exec stay behind, where fork(2) alone would copy them too.',
    'pid_t fork(void);',
    [born, optional(descriptors('listenFds', 'Socket activation: only these go along, as 3, 4, … with LISTEN_FDS and LISTEN_PID set (P21)'))], 'pid'),
  call('exit', 'Ends this process; everything it held is released.', 'void _exit(int status);',
    [integer('code', 'Exit status', 0, 255)], 'none'),
  {
    name: 'sd_listen_fds', platform: 'linux', prototype: 'int sd_listen_fds(int unset_environment);', result: 'descriptors', args: [],
    summary: 'The descriptors passed by socket activation, when LISTEN_PID names this process; sets close-on-exec on them. Done by reading '
      + 'the environment as the library does.',
    doc: 'https://www.freedesktop.org/software/systemd/man/latest/sd_listen_fds.html',
  },
];
