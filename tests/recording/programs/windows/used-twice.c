/* One structure is imported twice: documented for one use. */
#include "common.h"
int main(void) {
  winsock();
  struct sockaddr_in address;
  SOCKET s = listener(&address);
  WSAPROTOCOL_INFOW info;
  MUST(C(WSADuplicateSocketW(s, GetCurrentProcessId(), &info)) == 0);
  SOCKET first = imported(&info);
  C(WSASocketW(FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO, &info, 0, 0));
  close_socket(first);
  close_socket(s);
  return calls;
}
