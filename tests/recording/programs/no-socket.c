/* Ends with the errno of a socket call that fails; 0 if it succeeds. */
#include "common.h"

int main(void) {
  return socket(AF_INET, SOCK_STREAM, 0) < 0 ? errno : 0;
}
