/** Which sockets of this system are sockets of a Wine prefix: its wineserver holds every one of them. */
import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { heldBy } from './receivers-linux.ts';

/** @param prefix absolute path of the prefix. @returns true for all where the server cannot be found. */
export function prefixHolds(prefix: string): (inode: string) => boolean {
  const server = serverOf(prefix);
  return server === null ? () => true : heldBy([server]);
}

/** A wineserver works in a folder named after its prefix: server-DEVICE-INODE, both hexadecimal. */
function serverOf(prefix: string): number | null {
  const { dev, ino } = statSync(prefix, { bigint: true });
  const folder = `/server-${dev.toString(16)}-${ino.toString(16)}`;
  const pid = readdirSync('/proc').filter((name) => /^\d+$/.test(name)).find((name) => {
    try {
      return readFileSync(`/proc/${name}/comm`, 'utf8').startsWith('wineserver') && readlinkSync(`/proc/${name}/cwd`).endsWith(folder);
    } catch {
      return false;
    }
  });
  return pid === undefined ? null : Number(pid);
}
