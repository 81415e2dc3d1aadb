/** handoff.h for Winsock: mailslots keep the order of the steps, and outcomes are printed as lines. */
import { KEEP_VALUE, PASS_TURN } from '../common-prologue.ts';
import type { Chunk } from '../prologue.ts';
import { WINSOCK_OUTCOMES } from './prologue-outcomes.ts';
import { WINSOCK_PROCESSES } from './prologue-processes.ts';

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
#include <afunix.h>
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

/** In the order in which C needs them. */
export const WINSOCK_CHUNKS: readonly Chunk[] = [...WINSOCK_PROCESSES, ...WINSOCK_OUTCOMES];

export const WINSOCK_FOOT = '#endif';
