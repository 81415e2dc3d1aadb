/** Parts of handoff.h for Winsock: messages, turns, processes and threads. */
import { VALUE_CHUNKS } from '../common-prologue.ts';
import type { Chunk } from '../prologue.ts';

export const WINSOCK_PROCESSES: readonly Chunk[] = [
  ...VALUE_CHUNKS,
  { defines: ['begin('], text: `
/* Opens this program's inbox and notifies the program that started it. */
static inline void begin(const char *process, int argc, char **argv)
{
    if (argc != 4) {
        fprintf(stderr, "%s: it is started by the first program of the example\\n", process);
        exit(2);
    }
    snprintf(our_run, sizeof our_run, "%s", argv[1]);
    snprintf(our_first, sizeof our_first, "%s", argv[3]);
    open_inbox(process);
    pass_turn(argv[2], 0);
}` },
  { defines: ['begin_created('], text: `
/* The same for a program created by another program of the example. */
static inline void begin_created(const char *process, int argc, char **argv)
{
    if (argc != 4) exit(2);
    snprintf(our_run, sizeof our_run, "%s", argv[1]);
    snprintf(our_first, sizeof our_first, "%s", argv[3]);
    open_inbox(process);
    pass_turn(argv[2], 0);
}` },
  { defines: ['command_of('], text: `
/* The command line of a program that a process of the example creates. */
static inline wchar_t *command_of(const char *program, const char *process)
{
    static wchar_t line[256];
    swprintf(line, 256, L"%hs.exe %hs %hs %hs", program, our_run, process, we_are_first ? process : our_first);
    return line;
}` },
  { defines: ['begin_all(', 'start('], text: `
/* Programs that still run when the first one ends are ended with it. */
static HANDLE our_programs;

static inline void begin_all(const char *process)
{
    JOBOBJECT_EXTENDED_LIMIT_INFORMATION limits = { .BasicLimitInformation.LimitFlags = JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE };
    we_are_first = true;
    snprintf(our_first, sizeof our_first, "%s", process);
    snprintf(our_run, sizeof our_run, "%lu", GetCurrentProcessId());
    our_programs = CreateJobObjectA(NULL, NULL);
    SetInformationJobObject(our_programs, JobObjectExtendedLimitInformation, &limits, sizeof limits);
    open_inbox(process);
}

/* Starts the program of another process from the same folder; keeps its process id and handle. */
static inline HANDLE start(const char *process, DWORD *id)
{
    char command[160];
    STARTUPINFOA how = { .cb = sizeof how, .dwFlags = STARTF_USESTDHANDLES };
    PROCESS_INFORMATION made;
    how.hStdInput = GetStdHandle(STD_INPUT_HANDLE);
    how.hStdOutput = GetStdHandle(STD_OUTPUT_HANDLE);
    how.hStdError = GetStdHandle(STD_ERROR_HANDLE);
    snprintf(command, sizeof command, "%s.exe %s %s %s", process, our_run, our_first, our_first);
    if (!CreateProcessA(NULL, command, NULL, NULL, TRUE, 0, NULL, NULL, &how, &made)) give_up(command);
    AssignProcessToJobObject(our_programs, made.hProcess);
    CloseHandle(made.hThread);
    *id = made.dwProcessId;
    await_turn(0);
    return made.hProcess;
}` },
  { defines: ['end_all('], text: `
/* Tells the other programs to end and waits for them; killed programs are skipped. */
static inline void end_all(const char *const processes[], HANDLE *const handles[], int count)
{
    for (int i = 0; i < count; i++) if (*handles[i] != NULL) pass_turn(processes[i], 0);
    for (int i = 0; i < count; i++) if (*handles[i] != NULL) WaitForSingleObject(*handles[i], INFINITE);
}` },
  { defines: ['end_of('], text: `
/* Waits until a process has ended and sends it no further messages. */
static inline void end_of(HANDLE *process)
{
    WaitForSingleObject(*process, INFINITE);
    CloseHandle(*process);
    *process = NULL;
}` },
  { defines: ['end_of_other('], text: `
/* The same for a process created by another one. */
static inline void end_of_other(DWORD id)
{
    HANDLE process = OpenProcess(SYNCHRONIZE, FALSE, id);
    if (process == NULL) return;
    WaitForSingleObject(process, INFINITE);
    CloseHandle(process);
}` },
  { defines: ['let_end('], text: `
/* Ends a program created by another one. */
static inline void let_end(const char *process)
{
    pass_turn(process, 0);
}` },
  { defines: ['struct thread', 'start_on(', 'done_within(', 'make_on('], text: `
/* A thread that makes calls on request. */
struct thread { bool running; HANDLE asked, done; void (*make)(void); };

static inline DWORD WINAPI make_what_is_asked(void *of)
{
    struct thread *thread = of;
    for (;;) {
        WaitForSingleObject(thread->asked, INFINITE);
        thread->make();
        SetEvent(thread->done);
    }
    return 0;
}

/* Makes a call in a thread, which is created with its first call. */
static inline void start_on(struct thread *thread, void (*make)(void))
{
    if (!thread->running) {
        thread->asked = CreateEventA(NULL, FALSE, FALSE, NULL);
        thread->done = CreateEventA(NULL, FALSE, FALSE, NULL);
        thread->running = true;
        if (CreateThread(NULL, 0, make_what_is_asked, thread, 0, NULL) == NULL) give_up("CreateThread");
    }
    thread->make = make;
    SetEvent(thread->asked);
}

/* Whether the call has returned or returns within that many milliseconds. */
static inline bool done_within(struct thread *thread, DWORD milliseconds)
{
    return WaitForSingleObject(thread->done, milliseconds) == WAIT_OBJECT_0;
}

/* Makes a call in a thread and waits until it returns. */
static inline void make_on(struct thread *thread, void (*make)(void))
{
    start_on(thread, make);
    WaitForSingleObject(thread->done, INFINITE);
}` },
];
