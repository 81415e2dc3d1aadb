/* Asks the driver of sockets whether a listener has a connection, without Winsock. */
#include "common.h"
#include "driver.h"
int main(void) {
  winsock();
  struct sockaddr_in address;
  SOCKET s = listener(&address), client = connected(&address);
  MUST(has_connection(s));
  close_socket(client);
  close_socket(s);
  return 0;
}
