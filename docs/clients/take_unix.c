/* Takes a socket from "handoff give --to unix:PATH".  cc take_unix.c -o take_unix && ./take_unix PATH */
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

int main(int argc, char **argv) {
    struct sockaddr_un at = { .sun_family = AF_UNIX };
    union { struct cmsghdr header; char room[CMSG_SPACE(sizeof(int))]; } control = { 0 };
    char frame[8];
    struct iovec iov = { frame, sizeof frame };
    struct msghdr message = { .msg_iov = &iov, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control };
    int door = socket(AF_UNIX, SOCK_STREAM, 0), pipe, s;

    strncpy(at.sun_path, argc > 1 ? argv[1] : "handoff.sock", sizeof at.sun_path - 1);
    if (bind(door, (struct sockaddr *)&at, sizeof at) || listen(door, 1)) return perror(at.sun_path), 1;
    printf("process %d waits\n", (int)getpid());
    fflush(stdout);
    pipe = accept(door, NULL, NULL);
    unlink(at.sun_path);
    if (recvmsg(pipe, &message, MSG_CMSG_CLOEXEC) != 8 || memcmp(frame, "HANDOFF1", 8) || !CMSG_FIRSTHDR(&message))
        return fprintf(stderr, "no frame\n"), 1;
    memcpy(&s, CMSG_DATA(CMSG_FIRSTHDR(&message)), sizeof s);
    write(pipe, "K", 1);
    return send(s, "hello from my process", 21, MSG_NOSIGNAL) == 21 ? 0 : (perror("send"), 1);
}
