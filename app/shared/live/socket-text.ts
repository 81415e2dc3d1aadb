/** Short names of sockets. */
import { processText } from './hazard-kinds.ts';
import type { SocketRow } from './rows.ts';

/** "TCP 127.0.0.1:8080", "/run/x.sock", "unix socket 4711", "TCP a to b". */
export function socketText(row: Pick<SocketRow, 'kind' | 'local' | 'remote' | 'inode' | 'state'>): string {
  if (row.kind === 'unix') return row.local === '' ? `unix socket ${row.inode}` : shownAddress(row.local);
  if (row.remote !== '' && row.kind !== 'unknown' && row.state !== 'listening' && row.local !== '')
    return `${named(row.kind)} ${row.local} to ${row.remote}`;
  if (row.local !== '' && row.kind === 'unknown') return `socket ${row.local}`;
  if (row.local !== '' && (row.kind === 'tcp' || row.kind === 'udp' || row.kind === 'raw')) return `${named(row.kind)} ${row.local}`;
  if (row.kind === 'netlink' || row.kind === 'packet' || row.kind === 'vsock') return `${row.kind} socket ${row.local}`.trimEnd();
  return `${row.kind === 'unknown' || row.kind === 'other' ? '' : `${named(row.kind)} `}socket `
    + (row.inode === '' ? 'without an address' : row.inode);
}

/** Returns an address for display. Some programs pad abstract unix names with NULs, which are part of the name: "@name\\0×98". */
export const shownAddress = (text: string): string => text.replace(/\0+$/, (nuls) => `\\0×${nuls.length}`);

/** The label of a node: the port, the end of the path, or the inode. */
export function shortText(row: Pick<SocketRow, 'kind' | 'local' | 'inode'>): string {
  if (row.kind === 'unix') return row.local === '' ? row.inode : row.local.split('/').at(-1)!.replace(/\0+$/, '');
  const port = /:(\d+)$/.exec(row.local)?.[1];
  return port !== undefined && port !== '0' ? port : row.inode;
}

/** "System (4)", "process 812". */
export const creatorText = ({ creator, creatorName }: Pick<SocketRow, 'creator' | 'creatorName'>): string =>
  (creatorName === '' ? `process ${creator}` : processText({ pid: creator!, name: creatorName }));

const named = (kind: string): string => (kind === 'tcp' || kind === 'udp' ? kind.toUpperCase() : kind);
