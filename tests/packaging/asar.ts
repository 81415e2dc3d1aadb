/** Reads a package's archive. */
import { rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

interface Asar {
  listPackage(archive: string, options: { isPack: boolean }): string[];
  statFile(archive: string, file: string): { files?: unknown; unpacked?: boolean };
  extractAll(archive: string, to: string): void;
  getRawHeader(archive: string): { headerString: string };
}
const asar = createRequire(import.meta.url)('@electron/asar') as Asar;

/** Every file in it, with forward slashes and no leading one; folders are left out. */
export function filesIn(archive: string): string[] {
  return asar.listPackage(archive, { isPack: false })
    .map((path) => path.replaceAll('\\', '/').replace(/^\//, ''))
    .filter((path) => asar.statFile(archive, path).files === undefined);
}

export const unpackedIn = (archive: string): string[] => filesIn(archive).filter((path) => asar.statFile(archive, path).unpacked === true);

/** Takes it apart into `folder`/app, what stands beside it included, and removes it, so that nothing is read from it. */
export function extract(archive: string, folder: string): string {
  const app = join(folder, 'app');
  asar.extractAll(archive, app);
  rmSync(archive);
  rmSync(`${archive}.unpacked`, { recursive: true });
  return app;
}

export const headerOf = (archive: string): string => asar.getRawHeader(archive).headerString;
