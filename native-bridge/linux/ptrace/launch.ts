/** Starts programs by posix_spawn. libuv would wait for its own children, and take the stops of tracees with it. */
import { addressOf, libcCall } from '../bindings.ts';
import { FOLLOW, OPTION, REQUEST, WAIT, kill, ptrace, waitFor } from './calls.ts';

/** spawn.h; the opaque structures of glibc and musl are smaller than this. */
const [OPAQUE, SETSIGDEF, SETSIGMASK] = [512, 4, 8];
const SIGCONT = 18;
/** The shell stops itself, and becomes the program when it is continued. */
const STOPS_FIRST = 'kill -STOP $$; exec "$@"';

/** Pointers to C strings, with a null at the end. The caller keeps the list while the pointers are used. */
function pointersTo(texts: readonly string[]): { pointers: BigUint64Array; keep: Buffer[] } {
  const keep = texts.map((text) => Buffer.from(`${text}\0`.padEnd(64, '\0')));
  return { pointers: BigUint64Array.from([...keep.map((bytes) => addressOf(bytes)), 0n]), keep };
}

/** Starts a program with default signals, and with the standard descriptors only, or none. @throws Error with the errno. */
function spawn(file: string, args: readonly string[], environment: NodeJS.ProcessEnv, standard: readonly number[] = [0, 1, 2]): number {
  const [actions, attributes, all, none] = [OPAQUE, OPAQUE, OPAQUE, OPAQUE].map((size) => Buffer.alloc(size));
  libcCall('int posix_spawn_file_actions_init(void *actions)')(actions);
  // Node sets close-on-exec on them; dup2 onto itself clears it.
  for (const fd of standard) libcCall('int posix_spawn_file_actions_adddup2(void *actions, int fd, int to)')(actions, fd, fd);
  libcCall('int posix_spawnattr_init(void *attributes)')(attributes);
  libcCall('int sigfillset(void *set)')(all);
  libcCall('int sigemptyset(void *set)')(none);
  libcCall('int posix_spawnattr_setsigdefault(void *attributes, void *set)')(attributes, all);
  libcCall('int posix_spawnattr_setsigmask(void *attributes, void *set)')(attributes, none);
  libcCall('int posix_spawnattr_setflags(void *attributes, short flags)')(attributes, SETSIGDEF | SETSIGMASK);
  const [argv, envp] = [pointersTo([file, ...args]), pointersTo(Object.entries(environment).map(([name, value]) => `${name}=${value}`))];
  const pid = new Int32Array(32);
  const failed = Number(libcCall(
    'int posix_spawnp(void *pid, const char *file, void *actions, void *attributes, void *argv, void *envp)',
  )(pid, file, actions, attributes, argv.pointers, envp.pointers));
  if (failed !== 0 || argv.keep.length === 0 || envp.keep.length < 0) throw new Error(`errno ${failed}`);
  return pid[0]!;
}

/** Starts the command and seizes it, with these options besides, before it executes its program. @throws Error with the errno. */
export function launch(command: readonly string[], environment: NodeJS.ProcessEnv, options: number): number {
  const pid = spawn('/bin/sh', ['-c', STOPS_FIRST, 'sh', ...command], environment);
  waitFor(pid, WAIT.UNTRACED | WAIT.ALL);
  const failed = ptrace(REQUEST.SEIZE, pid, 0, FOLLOW | options);
  if (failed !== 0) {
    kill(pid, 9);
    throw new Error(`errno ${failed}`);
  }
  kill(pid, SIGCONT);
  return pid;
}

/** A process that only receives signals: each of them makes `waitpid` return. It ends with this process. @throws Error with the errno. */
export function makeBell(): number {
  const pid = spawn('sleep', ['2147483647'], { PATH: '/usr/bin:/bin' }, []);
  const failed = ptrace(REQUEST.SEIZE, pid, 0, OPTION.EXITKILL);
  if (failed !== 0) throw new Error(`errno ${failed}`);
  return pid;
}
