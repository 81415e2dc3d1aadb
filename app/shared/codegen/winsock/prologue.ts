/** handoff.h for Winsock: mailslots keep the order of the steps, and outcomes are printed as lines. */
import { WINSOCK_ERRORS } from '../../calls/constants-winsock.ts';
import { KEEP_VALUE, PASS_TURN, VALUE_CHUNKS, addressChunks, bytesChunk, flagsChunk } from '../common-prologue.ts';
import type { Chunk } from '../prologue.ts';

/** Errors that the mingw-w64 headers define under another name or not at all. */
const ERRORS = Object.entries(WINSOCK_ERRORS).map(([name, number]) => `    { ${number}, "${name}" },`).join('\n');

export const WINSOCK_HEAD = `
/* handoff.h: code shared by the programs of this example.
 *
 * The programs are separate processes that take turns. Each has an inbox, a mailslot: "turn 8" tells the program to
 * perform step 8, and "value blob" followed by 628 bytes delivers a value. None of this touches the
 * sockets of the example. */
#ifndef HANDOFF_H
#define HANDOFF_H
#define WIN32_LEAN_AND_MEAN
#define _WIN32_WINNT 0x0A00
#include <winsock2.h>
#include <ws2tcpip.h>
#include <mswsock.h>
#include <windows.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Process id of the first program, which distinguishes the inboxes of this run from those of others. */
static char our_run[16];
static HANDLE our_inbox;

/* Ends the program after a failure of this header, not of the example. */
static inline void give_up(const char *what)
{
    fprintf(stderr, "%s: error %lu\\n", what, GetLastError());
    exit(1);
}

/* A message has a kind, a name, and bytes. */
struct message { char what[8], name[64]; DWORD size; unsigned char data[65536]; };
#define MESSAGE_HEAD offsetof(struct message, data)

/* Sends one message to the inbox of a process. */
static inline void tell(const char *process, const char *what, const char *name, const void *data, size_t size)
{
    static struct message out;
    char path[128];
    DWORD written;
    snprintf(path, sizeof path, "\\\\\\\\.\\\\mailslot\\\\handoff-%s-%s", our_run, process);
    HANDLE to = CreateFileA(path, GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE, NULL, OPEN_EXISTING, 0, NULL);
    if (to == INVALID_HANDLE_VALUE) give_up(path);
    snprintf(out.what, sizeof out.what, "%s", what);
    snprintf(out.name, sizeof out.name, "%s", name);
    out.size = (DWORD)size;
    memcpy(out.data, data, size);
    if (!WriteFile(to, &out, (DWORD)(MESSAGE_HEAD + size), &written, NULL)) give_up(path);
    CloseHandle(to);
}

/* Prints the outcome of a step: "step 7 recv ok". The first program prints for all, because others might lack an output. */
static char our_first[64];
static bool we_are_first;

static inline void say(int step, const char *call, const char *outcome)
{
    char line[1200];
    snprintf(line, sizeof line, "step %d %s %s", step, call, outcome);
    if (!we_are_first) {
        tell(our_first, "line", "", line, strlen(line) + 1);
        return;
    }
    puts(line);
    fflush(stdout);
}

${PASS_TURN}

/* Takes the next message. Stores a value, prints a line, and returns -1; returns the step of a turn. */
static inline int next_message(void)
{
    static struct message in;
    DWORD got;
    if (!ReadFile(our_inbox, &in, sizeof in, &got, NULL)) give_up("inbox");
    if (strcmp(in.what, "turn") == 0) return atoi(in.name);
    if (strcmp(in.what, "line") == 0) {
        puts((const char *)in.data);
        fflush(stdout);
        return -1;
    }
    struct value *value = calloc(1, sizeof *value);
    memcpy(value->name, in.name, sizeof in.name);
    value->size = in.size;
    value->data = malloc(in.size + 1);
    memcpy(value->data, in.data, in.size);
    value->data[in.size] = 0;
${KEEP_VALUE}

static inline void open_inbox(const char *process)
{
    char path[128];
    WSADATA data;
    snprintf(path, sizeof path, "\\\\\\\\.\\\\mailslot\\\\handoff-%s-%s", our_run, process);
    our_inbox = CreateMailslotA(path, 0, MAILSLOT_WAIT_FOREVER, NULL);
    if (our_inbox == INVALID_HANDLE_VALUE) give_up(path);
    if (WSAStartup(MAKEWORD(2, 2), &data) != 0) give_up("WSAStartup");
}
`;

export const WINSOCK_CHUNKS: readonly Chunk[] = [
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
  { defines: ['failed(', 'failed_with('], text: `
/* "error WSAEINVAL", from the error number. */
static inline const char *failed_with(int error)
{
    static const struct { int number; const char *name; } known[] = {
${ERRORS}
    };
    static __thread char text[48];
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        if (known[i].number != error) continue;
        snprintf(text, sizeof text, "error %s", known[i].name);
        return text;
    }
    snprintf(text, sizeof text, "error %d", error);
    return text;
}

static inline const char *failed(void)
{
    return failed_with(WSAGetLastError());
}` },
  { defines: ['done('], text: `
/* The outcome of a call that returns SOCKET_ERROR on failure. */
static inline const char *done(int result)
{
    return result == SOCKET_ERROR ? failed() : "ok";
}` },
  { defines: ['made('], text: `
/* The outcome of a call that creates a descriptor. */
static inline const char *made(SOCKET s)
{
    return s == INVALID_SOCKET ? failed() : "ok";
}` },
  { defines: ['true_or_failed('], text: `
/* The outcome of a call that returns FALSE on failure. */
static inline const char *true_or_failed(BOOL result)
{
    return result ? "ok" : failed();
}` },
  { defines: ['count('], text: `
/* The outcome of a call that returns a number or SOCKET_ERROR. */
static inline const char *count(int result)
{
    static __thread char text[32];
    if (result == SOCKET_ERROR) return failed();
    snprintf(text, sizeof text, "ok %d", result);
    return text;
}` },
  { defines: ['waited('], text: `
/* The outcome of a wait: the index of the set event, or a timeout. */
static inline const char *waited(DWORD result)
{
    static __thread char text[32];
    if (result == WSA_WAIT_FAILED) return failed();
    if (result == WSA_WAIT_TIMEOUT) return "ok timeout";
    snprintf(text, sizeof text, "ok %lu", result - WSA_WAIT_EVENT_0);
    return text;
}` },
  bytesChunk('int', 'SOCKET_ERROR'),
  flagsChunk('bool worked', '!worked', 'FD_READ|FD_WRITE'),
  { defines: ['struct operation', 'ended_as('], text: `
/* An overlapped operation: it continues after its call, so its buffer must not move. */
struct operation { OVERLAPPED overlapped; WSABUF buffer; DWORD flags; bool receives; char data[4096]; };` },
  { defines: ['ended_as('], text: `
/* The outcome of an operation that transferred that many bytes. */
static inline const char *ended_as(struct operation *operation, DWORD count_of_bytes)
{
    return operation->receives ? bytes((int)count_of_bytes, operation->data) : count((int)count_of_bytes);
}` },
  { defines: ['begun('], text: `
/* The outcome of a call that starts an operation: pending, completed or failed. */
static inline const char *begun(bool worked, struct operation *operation, DWORD count_of_bytes)
{
    if (!worked && WSAGetLastError() == WSA_IO_PENDING) return "ok started";
    return worked ? ended_as(operation, count_of_bytes) : failed();
}` },
  { defines: ['socket_messages('], text: `
/* Takes the socket messages posted to a window, and waits up to that long for the first one. */
static inline unsigned long socket_messages(HWND window, int milliseconds)
{
    unsigned long events = 0;
    MSG message;
    for (int quiet = 0, waited = 0; events == 0 ? waited <= milliseconds : quiet < 30; waited += 3, quiet += 3) {
        while (PeekMessageW(&message, window, 0, 0, PM_REMOVE)) {
            if (message.message < WM_USER) continue;
            events |= WSAGETSELECTEVENT(message.lParam);
            quiet = 0;
        }
        if (events == 0 && milliseconds == 0) break;
        Sleep(3);
    }
    return events;
}` },
  { defines: ['struct address', 'ip4(', 'ip6('], text: `
struct address { struct sockaddr_storage name; int size; };` },
  ...addressChunks('(u_short)port'),
  { defines: ['outside_connection(', 'outside_read(', 'outside_listener', 'outside_socket'], text: `
/* The only connection of this outside program; a listening program accepts the first one. */
static SOCKET outside_listener = INVALID_SOCKET, outside_socket = INVALID_SOCKET;

static inline bool readable(SOCKET s, int milliseconds)
{
    WSAPOLLFD asked = { .fd = s, .events = POLLRDNORM };
    return WSAPoll(&asked, 1, milliseconds) == 1;
}

static inline SOCKET outside_connection(int milliseconds)
{
    if (outside_socket == INVALID_SOCKET && outside_listener != INVALID_SOCKET && readable(outside_listener, milliseconds)) {
        outside_socket = accept(outside_listener, NULL, NULL);
        closesocket(outside_listener);
        outside_listener = INVALID_SOCKET;
    }
    return outside_socket;
}

/* Waits that long for bytes, the end of the stream or an error. A receive without data stays pending, so that it gets a
 * later reset, which Wine does not report to a receive that starts afterwards. */
static inline const char *outside_read(int milliseconds)
{
    static WSAOVERLAPPED receive;
    static char data[4096];
    static bool going_on;
    SOCKET s = outside_connection(milliseconds);
    DWORD n = 0, how = 0;
    if (s == INVALID_SOCKET) return "ok nothing";
    if (!going_on) {
        WSABUF buffer = { sizeof data, data };
        if (receive.hEvent == NULL) receive.hEvent = WSACreateEvent();
        if (WSARecv(s, &buffer, 1, NULL, &how, &receive, NULL) != 0 && WSAGetLastError() != WSA_IO_PENDING) return failed();
        going_on = true;
    }
    if (WSAWaitForMultipleEvents(1, &receive.hEvent, TRUE, milliseconds, FALSE) == WSA_WAIT_TIMEOUT) return "ok nothing";
    going_on = false;
    return WSAGetOverlappedResult(s, &receive, &n, FALSE, &how) ? bytes((int)n, data) : failed();
}` },
];

export const WINSOCK_FOOT = '#endif';
