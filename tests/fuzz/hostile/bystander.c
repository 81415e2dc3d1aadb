/* A Windows program that has nothing to do with any session: it counts what reaches it, and says so when it is asked by a
   file in its folder.  x86_64-w64-mingw32-gcc bystander.c -o bystander.exe -lws2_32 */
#include <winsock2.h>
#include <stdio.h>

static char folder[512];

static FILE *in_folder(const char *name, const char *mode) {
    char path[600];
    snprintf(path, sizeof path, "%s\\%s", folder, name);
    return fopen(path, mode);
}

/* Whether the file is there; it is gone then. */
static int asked(const char *name) {
    char path[600];
    snprintf(path, sizeof path, "%s\\%s", folder, name);
    return DeleteFileA(path);
}

/* Whole or not at all: the reader must not see half of it. */
static void say(const char *name, const char *text) {
    char draft[600], path[600];
    FILE *file = in_folder("draft", "w");
    fputs(text, file);
    fclose(file);
    snprintf(draft, sizeof draft, "%s\\draft", folder);
    snprintf(path, sizeof path, "%s\\%s", folder, name);
    MoveFileExA(draft, path, MOVEFILE_REPLACE_EXISTING);
}

static SOCKET bound(int type, int *port) {
    SOCKET s = socket(AF_INET, type, 0);
    struct sockaddr_in address = {0};
    int length = sizeof address;
    u_long on = 1;
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    bind(s, (struct sockaddr *)&address, sizeof address);
    getsockname(s, (struct sockaddr *)&address, &length);
    *port = ntohs(address.sin_port);
    ioctlsocket(s, FIONBIO, &on);
    return s;
}

int main(int argc, char **argv) {
    WSADATA data;
    HWND window;
    HANDLE event, port, pipe;
    SOCKET tcp, udp;
    OVERLAPPED waiting = {0};
    char text[1024], pipe_name[64];
    int tcp_port, udp_port, connections = 0, datagrams = 0, messages = 0, packets = 0, pipes = 0, turn;

    snprintf(folder, sizeof folder, "%s", argc > 1 ? argv[1] : ".");
    WSAStartup(MAKEWORD(2, 2), &data);
    window = CreateWindowExA(0, "Static", NULL, 0, 0, 0, 0, 0, HWND_MESSAGE, 0, 0, 0);
    event = CreateEventA(NULL, TRUE, FALSE, NULL);
    port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 0);
    tcp = bound(SOCK_STREAM, &tcp_port);
    listen(tcp, 100);
    udp = bound(SOCK_DGRAM, &udp_port);
    snprintf(pipe_name, sizeof pipe_name, "\\\\.\\pipe\\bystander-%lu", GetCurrentProcessId());
    pipe = CreateNamedPipeA(pipe_name, PIPE_ACCESS_DUPLEX | FILE_FLAG_OVERLAPPED, PIPE_TYPE_BYTE, 4, 4096, 4096, 0, NULL);
    waiting.hEvent = CreateEventA(NULL, TRUE, FALSE, NULL);
    ConnectNamedPipe(pipe, &waiting);
    snprintf(text, sizeof text, "{\"pid\":%lu,\"window\":%llu,\"tcp\":%d,\"udp\":%d,\"event\":%llu,\"port\":%llu,\"socket\":%llu,\"pipe\":\"bystander-%lu\"}",
        GetCurrentProcessId(), (unsigned long long)(size_t)window, tcp_port, udp_port, (unsigned long long)(size_t)event, (unsigned long long)(size_t)port,
        (unsigned long long)tcp, GetCurrentProcessId());
    say("offered", text);
    /* Ten minutes, should nobody end it. */
    for (turn = 0; turn < 60000 && !asked("stop"); turn++) {
        if (asked("look")) {
            MSG message;
            DWORD bytes, handles = 0;
            ULONG_PTR key, value;
            OVERLAPPED *done;
            SOCKET accepted;
            while ((accepted = accept(tcp, NULL, NULL)) != INVALID_SOCKET) closesocket(accepted), connections++;
            while (recv(udp, text, sizeof text, 0) >= 0) datagrams++;
            while (PeekMessageA(&message, window, 0, 0, PM_REMOVE)) messages++;
            while (GetQueuedCompletionStatus(port, &bytes, &key, &done, 0)) packets++;
            if (WaitForSingleObject(waiting.hEvent, 0) == WAIT_OBJECT_0) {
                pipes++;
                DisconnectNamedPipe(pipe);
                ConnectNamedPipe(pipe, &waiting);
            }
            /* GetProcessHandleCount says 0 under Wine. */
            for (value = 4; value < 8192; value += 4) handles += GetHandleInformation((HANDLE)value, &bytes) != 0;
            snprintf(text, sizeof text, "{\"connections\":%d,\"datagrams\":%d,\"messages\":%d,\"packets\":%d,\"pipes\":%d,\"event\":%d,\"handles\":%lu}",
                connections, datagrams, messages, packets, pipes, WaitForSingleObject(event, 0) == WAIT_OBJECT_0, handles);
            say("seen", text);
        }
        Sleep(10);
    }
    return 0;
}
