// electron-builder's beforePack hook: stops a package that would contain another platform's binaries, which would fail
// only when it is started there.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const ARCHES = ['ia32', 'x64', 'armv7l', 'arm64', 'universal'];

/** @param {{ electronPlatformName: string, arch: number, packager: { info: { appDir: string } } }} context */
export default function packCheck({ electronPlatformName, arch, packager }) {
  const of = `${electronPlatformName}-${ARCHES[arch]}`;
  const wanted = `koffi-${of}`;
  const modules = join(packager.info.appDir, 'node_modules');
  const found = [
    ...readdirSync(join(modules, '@koromix')),
    ...readdirSync(join(modules, '@resvg')).filter((name) => name !== 'resvg-js' && !name.startsWith(`resvg-js-${of}`)),
  ];
  if (found.length !== 1 || found[0] !== wanted) {
    throw new Error(`a package for ${electronPlatformName} ${ARCHES[arch]} needs ${wanted} and nothing else, but node_modules holds `
      + `${found.join(', ') || 'nothing'}: run npm run pack -- --target ${electronPlatformName}-${ARCHES[arch]}`);
  }
}
