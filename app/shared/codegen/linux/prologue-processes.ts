/** Parts of handoff.h for Linux: messages, turns, processes and threads. */
import { VALUE_CHUNKS } from '../common-prologue.ts';
import type { Chunk } from '../prologue.ts';

export const LINUX_PROCESSES: readonly Chunk[] = [
  ...VALUE_CHUNKS,
  { defines: ['begin('], text: `
/* Opens this program's inbox, and arranges that the program ends together with its parent. */
static inline void begin(const char *process, int argc, char **argv)
{
    char path[128];
    if (argc != 2) {
        fprintf(stderr, "%s: it is started by the first program of the example\\n", process);
        exit(2);
    }
    signal(SIGPIPE, SIG_IGN);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    snprintf(our_folder, sizeof our_folder, "%s", argv[1]);
    snprintf(path, sizeof path, "%s/%s", our_folder, process);
    if ((our_inbox = fopen(path, "r+e")) == NULL) give_up(path);
}` },
  { defines: ['begin_created('], text: `
/* The same for a program created by another program of the example, which it can outlive. */
static inline void begin_created(const char *process, int argc, char **argv)
{
    char path[128];
    if (argc != 2) exit(2);
    signal(SIGPIPE, SIG_IGN);
    snprintf(our_folder, sizeof our_folder, "%s", argv[1]);
    snprintf(path, sizeof path, "%s/%s", our_folder, process);
    if ((our_inbox = fopen(path, "r+e")) == NULL) give_up(path);
}` },
  { defines: ['create('], text: `
/* fork and execve: the new process runs the program of that name with every descriptor that is not close-on-exec.
 * With listen_fds (count -1: without) only these are passed, as 3, 4, ..., as in socket activation. */
static inline pid_t create(const char *process, const int *fds, int count)
{
    char program[96], number[16];
    snprintf(program, sizeof program, "./%s", process);
    fflush(stdout);
    pid_t pid = fork();
    if (pid != 0) return pid;
    if (count >= 0) {
        int spare[16];
        for (int i = 0; i < count; i++) spare[i] = fcntl(fds[i], F_DUPFD_CLOEXEC, 3 + count);
        for (int i = 0; i < count; i++) dup2(spare[i], 3 + i);
        syscall(SYS_close_range, 3u + count, ~0u, 0u);
        snprintf(number, sizeof number, "%d", count);
        setenv("LISTEN_FDS", number, 1);
        snprintf(number, sizeof number, "%d", (int)getpid());
        setenv("LISTEN_PID", number, 1);
    }
    execl(program, process, our_folder, (char *)NULL);
    perror(program);
    _exit(127);
}` },
  { defines: ['listen_fds('], text: `
/* Like sd_listen_fds(3): returns how many descriptors were passed to this process, from 3 up. */
static inline int listen_fds(void)
{
    const char *pid = getenv("LISTEN_PID"), *count = getenv("LISTEN_FDS");
    if (pid == NULL || count == NULL || atoi(pid) != getpid()) return 0;
    for (int fd = 3; fd < 3 + atoi(count); fd++) fcntl(fd, F_SETFD, FD_CLOEXEC);
    return atoi(count);
}` },
  { defines: ['count_signals(', 'signals_within('], text: `
/* How often each signal arrived since the last query; uncaught, these signals would end the program. */
static volatile sig_atomic_t our_signals[64];

static inline void count_signal(int number)
{
    our_signals[number]++;
}

static inline void count_signals(void)
{
    struct sigaction act = { .sa_handler = count_signal, .sa_flags = SA_RESTART };
    sigaction(SIGIO, &act, NULL);
    sigaction(SIGUSR2, &act, NULL);
}

/* Waits up to that many milliseconds for the first one. */
static inline int signals_within(int number, int milliseconds)
{
    struct timespec moment = { .tv_nsec = 1000000 };
    for (int i = 0; i < milliseconds && our_signals[number] == 0; i++) nanosleep(&moment, NULL);
    int count = our_signals[number];
    our_signals[number] = 0;
    return count;
}` },
  { defines: ['let_end('], text: `
/* Ends a program that is not a child of this one, if it still runs. */
static inline void let_end(const char *process)
{
    char path[128];
    snprintf(path, sizeof path, "%s/%s", our_folder, process);
    int to = open(path, O_WRONLY | O_NONBLOCK | O_CLOEXEC);
    if (to != -1) {
        if (write(to, "turn 0 0\\n", 9) != 9) perror(path);
        close(to);
    }
    unlink(path);
}` },
  { defines: ['make_inbox('], text: `
static inline void make_inbox(const char *process)
{
    char path[128];
    snprintf(path, sizeof path, "%s/%s", our_folder, process);
    if (mkfifo(path, 0600) != 0) give_up(path);
}` },
  { defines: ['begin_all(', 'start('], text: `
/* Creates the folder of this run, with an inbox for this program. */
static inline void begin_all(const char *process)
{
    char path[128];
    signal(SIGPIPE, SIG_IGN);
    strcpy(our_folder, "/tmp/handoff-XXXXXX");
    if (mkdtemp(our_folder) == NULL) give_up(our_folder);
    make_inbox(process);
    snprintf(path, sizeof path, "%s/%s", our_folder, process);
    if ((our_inbox = fopen(path, "r+e")) == NULL) give_up(path);
}

/* Starts the program of another process, which is in the same folder as this one. */
static inline pid_t start(const char *process)
{
    char program[96];
    make_inbox(process);
    snprintf(program, sizeof program, "./%s", process);
    fflush(stdout);
    pid_t pid = fork();
    if (pid == 0) {
        execl(program, process, our_folder, (char *)NULL);
        perror(program);
        kill(getppid(), SIGTERM);
        _exit(1);
    }
    return pid;
}` },
  { defines: ['end_all('], text: `
/* Tells the other programs to end and waits for them; killed programs are skipped. */
static inline void end_all(const char *const processes[], pid_t *const pids[], int count)
{
    char path[128];
    for (int i = 0; i < count; i++) if (*pids[i] > 0) pass_turn(processes[i], 0);
    for (int i = 0; i < count; i++) if (*pids[i] > 0) waitpid(*pids[i], NULL, 0);
    for (int i = 0; i < count; i++) {
        snprintf(path, sizeof path, "%s/%s", our_folder, processes[i]);
        unlink(path);
    }
}` },
  { defines: ['end_folder('], text: `
/* Removes this program's inbox and the folder of this run. */
static inline void end_folder(const char *process)
{
    char path[128];
    snprintf(path, sizeof path, "%s/%s", our_folder, process);
    unlink(path);
    rmdir(our_folder);
}` },
  { defines: ['end_of('], text: `
/* Waits until a process has ended, child or not, and sends it no further messages. */
static inline void end_of(pid_t *pid)
{
    struct pollfd process = { .fd = syscall(SYS_pidfd_open, *pid, 0), .events = POLLIN };
    if (process.fd != -1) {
        poll(&process, 1, -1);
        close(process.fd);
    }
    waitpid(*pid, NULL, WNOHANG);
    *pid = 0;
}` },
  { defines: ['struct thread', 'start_on(', 'done_within(', 'make_on('], text: `
/* A thread that makes calls on request. */
struct thread { bool running; pthread_t id; sem_t asked, done; void (*make)(void); };

static inline void *make_what_is_asked(void *of)
{
    struct thread *thread = of;
    for (;;) {
        while (sem_wait(&thread->asked) != 0) continue;
        thread->make();
        sem_post(&thread->done);
    }
    return NULL;
}

/* Makes a call in a thread, which is created with its first call. */
static inline void start_on(struct thread *thread, void (*make)(void))
{
    if (!thread->running) {
        sem_init(&thread->asked, 0, 0);
        sem_init(&thread->done, 0, 0);
        thread->running = true;
        if (pthread_create(&thread->id, NULL, make_what_is_asked, thread) != 0) give_up("pthread_create");
    }
    thread->make = make;
    sem_post(&thread->asked);
}

/* Whether the call has returned or returns within that many milliseconds. */
static inline bool done_within(struct thread *thread, int milliseconds)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += milliseconds / 1000;
    until.tv_nsec += milliseconds % 1000 * 1000000L;
    if (until.tv_nsec >= 1000000000L) {
        until.tv_sec++;
        until.tv_nsec -= 1000000000L;
    }
    int result;
    while ((result = sem_timedwait(&thread->done, &until)) != 0 && errno == EINTR) continue;
    return result == 0;
}

/* Makes a call in a thread and waits until it returns. */
static inline void make_on(struct thread *thread, void (*make)(void))
{
    start_on(thread, make);
    while (sem_wait(&thread->done) != 0) continue;
}` },
];
