/** Whether the path of a unix socket still leads to it: unix(7), UDIAG_SHOW_VFS of sock_diag(7). */
import { type BigIntStats, statSync } from 'node:fs';
import { nameOf } from '../../../app/shared/live/address.ts';
import { type Capture, type PathState, tableOf } from '../../../app/shared/live/capture.ts';
import { stateNumber } from '../../../app/shared/live/kinds.ts';
import { attribute, SockDiag } from './netlink.ts';

const [AF_UNIX, SHOW_VFS, VFS, MESSAGE] = [1, 0x02, 1, 16];
/** The kernel's device number has 20 bits for the minor one. */
const MINOR_BITS = 20;
const ESTABLISHED = stateNumber('established');

interface BoundFile { inode: number; device: number }

/** Fills `paths` for those of `rows` that are bound to an absolute path in this network namespace. */
export function findPaths(c: Capture, rows: readonly number[]): void {
  const bound = rows.filter((s) => c.sockets.family[s] === AF_UNIX && c.sockets.namespace[s] === 0 && c.sockets.state[s] !== ESTABLISHED
    && nameOf(c, s).startsWith('/'));
  if (bound.length === 0) return;
  const files = boundFiles();
  for (const s of bound) {
    const file = files.get(c.sockets.inode[s]!);
    if (file) c.paths.set(s, stateOf(c, s, file));
  }
}

function stateOf(c: Capture, s: number, file: BoundFile): PathState {
  const { nameAt, nameLength, text, holderStart } = c.sockets;
  const path = Buffer.from(text.subarray(nameAt[s], nameAt[s]! + nameLength[s]!));
  const found = at('', path);
  if (found && isSame(found, file)) return 'reachable';
  for (let h = holderStart[s]!; h < holderStart[s + 1]!; h++) {
    const there = at(`/proc/${tableOf(c.processes[c.holders.process[h]!]!)}/root`, path);
    if (there && isSame(there, file)) return 'elsewhere';
  }
  return found ? 'replaced' : 'removed';
}

function at(root: string, path: Buffer): BigIntStats | undefined {
  try {
    return statSync(Buffer.concat([Buffer.from(root), path]), { bigint: true, throwIfNoEntry: false });
  } catch {
    // A folder that this user cannot enter.
    return undefined;
  }
}

function isSame({ ino, dev }: BigIntStats, { inode, device }: BoundFile): boolean {
  const major = Number((dev >> 8n) & 0xfffn);
  const minor = Number((dev & 0xffn) | ((dev >> 12n) & 0xfff00n));
  return Number(ino & 0xffffffffn) === inode && major * 2 ** MINOR_BITS + minor === device;
}

/** The file that each socket is bound to, by the inode of the socket. */
function boundFiles(): Map<number, BoundFile> {
  const files = new Map<number, BoundFile>();
  const request = Buffer.alloc(24);
  request[0] = AF_UNIX;
  request.fill(0xff, 4, 8);
  request.writeUInt32LE(SHOW_VFS, 12);
  const diag = new SockDiag();
  try {
    diag.dump(request, (bytes, words, from, length) => {
      const vfs = attribute(bytes, from + MESSAGE, from + length, VFS);
      if (vfs) files.set(words[(from >> 2) + 1]!, { inode: bytes.readUInt32LE(vfs.at), device: bytes.readUInt32LE(vfs.at + 4) });
    });
  } finally {
    diag.close();
  }
  return files;
}
