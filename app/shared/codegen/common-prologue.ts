/** The parts of handoff.h that are equal on both platforms. */
import type { Chunk } from './prologue.ts';

/** Passes the turn, and the list of values that arrived too early. */
export const PASS_TURN = `static inline void pass_turn(const char *process, int step)
{
    char number[16];
    snprintf(number, sizeof number, "%d", step);
    tell(process, "turn", number, "", 0);
}

/* Values that arrived during a wait for something else. */
struct value { char name[64]; size_t size; unsigned char *data; struct value *next; };
static struct value *our_values;`;

/** The end of next_message, which stores a value, and the wait for a turn. */
export const KEEP_VALUE = `    struct value **end = &our_values;
    while (*end != NULL) end = &(*end)->next;
    *end = value;
    return -1;
}

/* Waits for this program's turn and returns the step; 0 is the end. */
static inline void await_turn(int step)
{
    while (next_message() != step) continue;
}`;

export const VALUE_CHUNKS: readonly Chunk[] = [
  { defines: ['send_value('], text: `
/* Sends a value to another process. Any interprocess communication would do; this uses the inbox. */
static inline void send_value(const char *process, const char *name, const void *data, size_t size)
{
    tell(process, "value", name, data, size);
}` },
  { defines: ['receive_value('], text: `
/* Takes a value from another process, and waits for it if necessary. */
static inline void receive_value(const char *name, void *data, size_t room)
{
    for (;;) {
        for (struct value **at = &our_values; *at != NULL; at = &(*at)->next) {
            struct value *found = *at;
            if (strcmp(found->name, name) != 0) continue;
            memcpy(data, found->data, found->size < room ? found->size : room);
            *at = found->next;
            free(found->data);
            free(found);
            return;
        }
        if (next_message() >= 0) give_up("a turn came before the value");
    }
}` },
];

/** @param type of the result. @param failure its value after a failure. */
export const bytesChunk = (type: string, failure: string): Chunk =>
  ({ defines: ['bytes('], text: `
/* The outcome of a call that receives: its bytes, or the end of the stream. */
static inline const char *bytes(${type} result, const char *data)
{
    static __thread char text[1024];
    size_t at;
    if (result == ${failure}) return failed();
    if (result == 0) return "ok end";
    at = snprintf(text, sizeof text, "ok \\"");
    for (${type} i = 0; i < result && at + 8 < sizeof text; i++) {
        unsigned char byte = data[i];
        at += snprintf(text + at, sizeof text - at, byte < 32 || byte > 126 ? "\\\\x%02x" : "%c", byte);
    }
    snprintf(text + at, sizeof text - at, "\\"");
    return text;
}` });

/** @param parameter the first one, which says whether the call has failed. @param failed the test. @param example names of flags. */
export const flagsChunk = (parameter: string, failed: string, example: string): Chunk =>
  ({ defines: ['flags(', 'struct flag'], text: `
struct flag { unsigned long bit; const char *name; };

/* The names of the bits that are set: "ok ${example}", or "ok none". The list ends with a null name. */
static inline const char *flags(${parameter}, unsigned long set, const struct flag *known)
{
    static __thread char text[256];
    size_t at;
    if (${failed}) return failed();
    at = snprintf(text, sizeof text, "ok ");
    for (; known->name != NULL; known++) {
        if ((set & known->bit) == 0) continue;
        at += snprintf(text + at, sizeof text - at, "%s%s", at > 3 ? "|" : "", known->name);
    }
    if (at == 3) return "ok none";
    return text;
}` });

/** @param port the expression for htons. */
export const addressChunks = (port: string): readonly Chunk[] => [
  { defines: ['ip4('], text: `
static inline struct address ip4(const char *host, int port)
{
    struct address address = { .size = sizeof(struct sockaddr_in) };
    struct sockaddr_in *name = (struct sockaddr_in *)&address.name;
    name->sin_family = AF_INET;
    name->sin_port = htons(${port});
    inet_pton(AF_INET, host, &name->sin_addr);
    return address;
}` },
  { defines: ['ip6('], text: `
static inline struct address ip6(const char *host, int port)
{
    struct address address = { .size = sizeof(struct sockaddr_in6) };
    struct sockaddr_in6 *name = (struct sockaddr_in6 *)&address.name;
    name->sin6_family = AF_INET6;
    name->sin6_port = htons(${port});
    inet_pton(AF_INET6, host, &name->sin6_addr);
    return address;
}` },
];
