// electron-builder's beforePack hook: stops a package that would carry the koffi of another platform, which
// shows only when it is started there.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const ARCHES = ['ia32', 'x64', 'armv7l', 'arm64', 'universal'];

/** @param {{ electronPlatformName: string, arch: number, packager: { info: { appDir: string } } }} context */
export default function packCheck({ electronPlatformName, arch, packager }) {
  const wanted = `koffi-${electronPlatformName}-${ARCHES[arch]}`;
  const found = readdirSync(join(packager.info.appDir, 'node_modules', '@koromix'));
  if (found.length !== 1 || found[0] !== wanted) {
    throw new Error(`a package for ${electronPlatformName} ${ARCHES[arch]} needs ${wanted} and nothing else, but node_modules/@koromix holds `
      + `${found.join(', ') || 'nothing'}: run npm run pack -- --target ${electronPlatformName}-${ARCHES[arch]}`);
  }
}
