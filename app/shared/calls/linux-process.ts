/** Calls that start, guard and end processes on Linux (P20, P21, P25), and the signal count (P15). */
import { choice, descriptors, flags, integer, optional, pauseTime, processName } from './args.ts';
import * as c from './constants-linux.ts';
import { defineCalls, manPage } from './define.ts';

export const PROCESS_CALLS = defineCalls('linux', manPage, {
  sigio_count: {
    summary: 'Not a system call: counts how often the signal handler of this process ran since the last query. Every participant '
      + 'catches these signals from its start, because their default action ends the process.',
    doc: 'https://man7.org/linux/man-pages/man7/signal.7.html', prototype: '',
    args: [optional(choice('signal', 'Which signal; SIGIO if absent', c.SIGNALS)),
      integer('timeout', 'Milliseconds to wait for the first', 0, 60_000)],
    result: 'number', verb: 'count signals', waits: 'timeout', idle: 'number 0', number: 'times', byPeer: true, c: 'written',
  },
  fork: {
    summary: 'Creates a process with the inheritable descriptors of this one, under the same numbers. The inspector starts its own '
      + 'program, which is fork with exec: descriptors with close-on-exec are not inherited; fork(2) alone would copy them too.',
    prototype: 'pid_t fork(void);',
    args: [processName('process', 'A process of the scenario that is started by this call'),
      optional(descriptors('listenFds', 'Socket activation: passes only these, as 3, 4, … with LISTEN_FDS and LISTEN_PID set (P21)'))],
    result: 'pid', verb: 'create process', process: 'creates', byPeer: true, c: 'written',
  },
  nanosleep: {
    summary: 'Pauses the thread: a scenario waits here where nothing can be waited for.',
    prototype: 'int nanosleep(const struct timespec *duration, struct timespec *rem);', args: [pauseTime],
    result: 'none', verb: 'pause', byPeer: true,
    c: { done: 'nanosleep(&(struct timespec){ {timeout} / 1000, {timeout} % 1000 * 1000000L }, NULL)' },
  },
  exit: {
    summary: 'Ends this process and releases everything it holds.', prototype: 'void _exit(int status);',
    args: [integer('code', 'Exit status', 0, 255)],
    result: 'none', verb: 'end process', process: 'ends', c: 'ends',
  },
  prctl: {
    summary: 'Reads or sets whether processes without privileges can trace this one and fetch or compare its descriptors (P25).',
    prototype: 'int prctl(int op, unsigned long arg2, unsigned long arg3, unsigned long arg4, unsigned long arg5);',
    args: [choice('command', 'PR_SET_DUMPABLE sets it, PR_GET_DUMPABLE reads it', c.PRCTL),
      optional(integer('value', 'PR_SET_DUMPABLE: 1 allows it, 0 forbids it', 0, 1))],
    result: 'number', resultBy: { arg: 'command', kinds: { PR_SET_DUMPABLE: 'none' } },
    verb: 'guard process', ofItsProcess: true, number: 'count',
    c: { count: 'prctl({command}, {value}L, 0L, 0L, 0L)' },
  },
  unshare: {
    summary: 'Gives the calling thread its own copy of the descriptor table, which it shared with other threads or processes until then.',
    prototype: 'int unshare(int flags);', args: [flags('flags', 'What to part', c.UNSHARE)],
    result: 'none', verb: 'part descriptors', c: { done: 'unshare({flags})' },
    notPerformed: 'it would part the threads of the participant, of which each step uses any',
  },
  sd_listen_fds: {
    summary: 'Returns the descriptors passed by socket activation if LISTEN_PID names this process, and sets close-on-exec on them. Reads '
      + 'the environment like the library.',
    doc: 'https://www.freedesktop.org/software/systemd/man/latest/sd_listen_fds.html',
    prototype: 'int sd_listen_fds(int unset_environment);', args: [],
    result: 'descriptors', verb: 'inherited descriptors', byPeer: true, c: 'written',
  },
});
