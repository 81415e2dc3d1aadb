/* One of four threads exports a socket, and is told WSAENOBUFS once; the other three make and close sockets meanwhile. */
#include "common.h"
enum { THREADS = 4, SOCKETS = 20 };
static DWORD WINAPI other(void *nothing) {
  (void)nothing;
  for (int i = 0; i < SOCKETS; i++) {
    SOCKET s = C(socket(AF_INET, SOCK_STREAM, 0));
    MUST(s != INVALID_SOCKET);
    close_socket(s);
  }
  return 0;
}
static DWORD WINAPI exporter(void *listener) {
  WSAPROTOCOL_INFOW info;
  MUST(C(WSADuplicateSocketW((SOCKET)listener, GetCurrentProcessId(), &info)) == SOCKET_ERROR && WSAGetLastError() == WSAENOBUFS);
  MUST(C(WSADuplicateSocketW((SOCKET)listener, GetCurrentProcessId(), &info)) == 0);
  close_socket(imported(&info));
  return 0;
}
int main(void) {
  winsock();
  struct sockaddr_in address;
  SOCKET s = listener(&address);
  HANDLE threads[THREADS];
  for (int i = 0; i < THREADS; i++) threads[i] = CreateThread(NULL, 0, i == 0 ? exporter : other, i == 0 ? (void *)s : NULL, 0, NULL);
  MUST(WaitForMultipleObjects(THREADS, threads, TRUE, 60000) == WAIT_OBJECT_0);
  return calls;
}
