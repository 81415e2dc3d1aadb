/* Takes a socket from "handoff give --pid PID --to pipe:NAME".  Start it, then give it the id that it prints.
   x86_64-w64-mingw32-gcc take.c -o take.exe -lws2_32    or    cl take.c ws2_32.lib */
#include <winsock2.h>
#include <stdio.h>
#include <string.h>

#pragma pack(push, 1)
struct frame { char magic[8]; DWORD pid, length; WSAPROTOCOL_INFOW blob; };
#pragma pack(pop)

int main(int argc, char **argv) {
    struct frame frame;
    WSADATA data;
    DWORD got = 0, n;
    SOCKET s;
    char name[256];
    HANDLE pipe;

    snprintf(name, sizeof name, "\\\\.\\pipe\\%s", argc > 1 ? argv[1] : "handoff");
    pipe = CreateNamedPipeA(name, PIPE_ACCESS_DUPLEX, PIPE_TYPE_BYTE | PIPE_WAIT, 1, 4096, 4096, 0, NULL);
    printf("process %lu waits\n", GetCurrentProcessId());
    fflush(stdout);
    ConnectNamedPipe(pipe, NULL);
    while (got < sizeof frame && ReadFile(pipe, (char *)&frame + got, sizeof frame - got, &n, NULL)) got += n;
    if (got != sizeof frame || memcmp(frame.magic, "HANDOFF1", 8) || frame.length != 628 || frame.pid != GetCurrentProcessId())
        return fprintf(stderr, "no frame for this process\n"), 1;
    WSAStartup(MAKEWORD(2, 2), &data);
    s = WSASocketW(FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO, &frame.blob, 0, WSA_FLAG_OVERLAPPED);
    if (s == INVALID_SOCKET) return fprintf(stderr, "not importable: %d\n", WSAGetLastError()), 1;
    WriteFile(pipe, "K", 1, &n, NULL);
    FlushFileBuffers(pipe);
    if (send(s, "hello from my process", 21, 0) != 21) return fprintf(stderr, "send: %d\n", WSAGetLastError()), 1;
    return closesocket(s);
}
