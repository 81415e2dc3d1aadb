/* Stands where Electron's binary would stand in a package, so that packing can be tried without it: it carries a fuse
 * wire as Electron does, for electron-builder to set, and does nothing but say what it is. */
#include <stdio.h>

__attribute__((used)) static const char wire[] = "dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX" "\x01\x09" "101100010";

int main(void) {
  const char *volatile kept = wire;
  printf("This is no Electron, but a stand-in with a fuse wire of %zu bytes.\n", sizeof wire - 35);
  return kept == 0;
}
