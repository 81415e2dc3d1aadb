/** Parts of handoff.h for Winsock: outcomes as lines, and what single calls need. */
import { WINSOCK_ERRORS } from '../../calls/constants-winsock.ts';
import { addressChunks, bytesChunk, flagsChunk } from '../common-prologue.ts';
import type { Chunk } from '../prologue.ts';

/** Errors that the mingw-w64 headers define under another name or not at all. */
const ERRORS = Object.entries(WINSOCK_ERRORS).map(([name, number]) => `    { ${number}, "${name}" },`).join('\n');

export const WINSOCK_OUTCOMES: readonly Chunk[] = [
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
  { defines: ['struct address', 'ip4(', 'ip6(', 'unix_name('], text: `
struct address { struct sockaddr_storage name; int size; };` },
  ...addressChunks('(u_short)port'),
  { defines: ['unix_name('], text: `
/* A path; its file stays after the socket is closed. */
static inline struct address unix_name(const char *path)
{
    struct address address = { .size = sizeof(SOCKADDR_UN) };
    SOCKADDR_UN *name = (SOCKADDR_UN *)&address.name;
    name->sun_family = AF_UNIX;
    snprintf(name->sun_path, sizeof name->sun_path, "%s", path);
    return address;
}` },
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
