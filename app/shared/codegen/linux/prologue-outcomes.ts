/** Parts of handoff.h for Linux: outcomes as lines, and what single calls need. */
import { addressChunks, bytesChunk, flagsChunk } from '../common-prologue.ts';
import type { Chunk } from '../prologue.ts';

export const LINUX_OUTCOMES: readonly Chunk[] = [
  { defines: ['failed('], text: `
/* "error EAGAIN", from errno. */
static inline const char *failed(void)
{
    static __thread char text[48];
    const char *name = strerrorname_np(errno);
    if (name != NULL) snprintf(text, sizeof text, "error %s", name);
    else snprintf(text, sizeof text, "error %d", errno);
    return text;
}` },
  { defines: ['done('], text: `
/* The outcome of a call that returns -1 on failure. */
static inline const char *done(long result)
{
    return result == -1 ? failed() : "ok";
}` },
  { defines: ['count('], text: `
/* The same, with the number returned. */
static inline const char *count(long result)
{
    static __thread char text[32];
    if (result == -1) return failed();
    snprintf(text, sizeof text, "ok %ld", result);
    return text;
}` },
  bytesChunk('long', '-1'),
  flagsChunk('long result', 'result == -1', 'EPOLLIN|EPOLLHUP'),
  { defines: ['struct address', 'ip4(', 'ip6(', 'unix_name('], text: `
struct address { struct sockaddr_storage name; socklen_t size; };` },
  ...addressChunks('port'),
  { defines: ['unix_name('], text: `
/* A path, or with a leading '@' a name in the abstract namespace; "@" alone lets the kernel choose one. */
static inline struct address unix_name(const char *text)
{
    struct address address = { .size = 0 };
    struct sockaddr_un *name = (struct sockaddr_un *)&address.name;
    size_t length = strlen(text);
    name->sun_family = AF_UNIX;
    memcpy(name->sun_path, text, length < sizeof name->sun_path ? length : sizeof name->sun_path - 1);
    if (text[0] == '@') name->sun_path[0] = 0;
    address.size = offsetof(struct sockaddr_un, sun_path) + (text[0] != '@' ? length + 1 : length > 1 ? length : 0);
    return address;
}` },
  { defines: ['receive_rights(', 'send_rights('], text: `
/* Copies up to room descriptors of a message (SCM_RIGHTS) to fds and returns how many there are. */
static inline int receive_rights(struct msghdr *message, int *fds, int room)
{
    int found = 0;
    for (struct cmsghdr *part = CMSG_FIRSTHDR(message); part != NULL; part = CMSG_NXTHDR(message, part)) {
        if (part->cmsg_level != SOL_SOCKET || part->cmsg_type != SCM_RIGHTS) continue;
        int count = (part->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        for (int i = 0; i < count && found < room; i++) memcpy(&fds[found++], CMSG_DATA(part) + i * sizeof(int), sizeof(int));
    }
    return found;
}` },
  { defines: ['outside_connection(', 'outside_read(', 'outside_listener', 'outside_socket'], text: `
/* The only connection of this outside program; a listening program accepts the first one. */
static int outside_listener = -1, outside_socket = -1;

static inline int outside_connection(int milliseconds)
{
    struct pollfd waiting = { .fd = outside_listener, .events = POLLIN };
    if (outside_socket == -1 && outside_listener != -1 && poll(&waiting, 1, milliseconds) == 1) {
        outside_socket = accept4(outside_listener, NULL, NULL, SOCK_CLOEXEC);
        close(outside_listener);
        outside_listener = -1;
    }
    return outside_socket;
}

/* Waits that long for bytes, the end of the stream or an error. */
static inline const char *outside_read(int milliseconds)
{
    char data[4096];
    struct pollfd waiting = { .fd = outside_connection(milliseconds), .events = POLLIN };
    if (waiting.fd == -1 || poll(&waiting, 1, milliseconds) == 0) return "ok nothing";
    ssize_t n = recv(waiting.fd, data, sizeof data, 0);
    return bytes(n, data);
}` },
];
