/** handoff.h for Linux: FIFOs keep the order of the steps, and outcomes are printed as lines. */
import { KEEP_VALUE, PASS_TURN } from '../common-prologue.ts';
import type { Chunk } from '../prologue.ts';
import { LINUX_OUTCOMES } from './prologue-outcomes.ts';
import { LINUX_PROCESSES } from './prologue-processes.ts';

export const LINUX_HEAD = `
/* handoff.h: code shared by the programs of this example.
 *
 * The programs are separate processes that take turns. Each has an inbox, a FIFO in a folder of this run:
 * "turn 8" tells the program to perform step 8, and "value s 16" precedes a value of 16 bytes. None of
 * this touches the sockets of the example. */
#ifndef HANDOFF_H
#define HANDOFF_H
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/select.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static char our_folder[64];
static FILE *our_inbox;

/* Ends the program after a failure of this header, not of the example. */
static inline void give_up(const char *what)
{
    perror(what);
    exit(1);
}

/* Prints the outcome of a step: "step 7 recv ok". */
static inline void say(int step, const char *call, const char *outcome)
{
    printf("step %d %s %s\\n", step, call, outcome);
    fflush(stdout);
}

/* Sends one message to the inbox of a process: its kind, its name, and bytes. */
static inline void tell(const char *process, const char *what, const char *name, const void *data, size_t size)
{
    char path[128];
    FILE *to;
    snprintf(path, sizeof path, "%s/%s", our_folder, process);
    if ((to = fopen(path, "we")) == NULL) give_up(path);
    fprintf(to, "%s %s %zu\\n", what, name, size);
    fwrite(data, 1, size, to);
    fclose(to);
}

${PASS_TURN}

/* Takes the next message. Stores a value and returns -1; returns the step of a turn. */
static inline int next_message(void)
{
    char what[8], name[64];
    size_t size;
    if (fscanf(our_inbox, "%7s %63s %zu", what, name, &size) != 3 || fgetc(our_inbox) != '\\n') give_up("inbox");
    if (strcmp(what, "turn") == 0) return atoi(name);
    struct value *value = calloc(1, sizeof *value);
    memcpy(value->name, name, sizeof name);
    value->size = size;
    value->data = malloc(size + 1);
    if (fread(value->data, 1, size, our_inbox) != size) give_up("inbox");
    value->data[size] = 0;
${KEEP_VALUE}
`;

/** In the order in which C needs them. */
export const LINUX_CHUNKS: readonly Chunk[] = [...LINUX_PROCESSES, ...LINUX_OUTCOMES];

export const LINUX_FOOT = '#endif';
