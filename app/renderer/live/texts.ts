/** Times and states of the live view as text. */
import type { SocketRow } from '../../shared/live/rows.ts';
import { shownAddress } from '../../shared/live/socket-text.ts';
import { strings } from './strings.ts';

export function timeText(ms: number): string {
  return new Date(ms).toLocaleTimeString('en-GB');
}

/** Start of a process: the time if today, else the date. */
export function startText(ms: number, now: number): string {
  if (ms === 0) return strings.sockets.startUnknown;
  const at = new Date(ms);
  return now - ms < 20 * 3_600_000 ? strings.sockets.since(at.toLocaleTimeString('en-GB'))
    : strings.sockets.since(at.toLocaleDateString('en-CA'));
}

export function holdersText(row: SocketRow): string {
  if (row.holders === 0) return row.inFlight !== null && row.inFlight > 0 ? strings.sockets.inFlight : strings.sockets.noHolder;
  const names = row.processes.map((p) => `${p.name} ${p.pid}${p.descriptors.length > 1 ? ` ×${p.descriptors.length}` : ''}`);
  return [...names, ...(row.moreProcesses > 0 ? [strings.sockets.holderMore(row.moreProcesses)] : [])].join(', ');
}

/** "in blue": the network namespace, for a socket outside this process's namespace. */
export const placeText = (row: SocketRow): string => (row.namespace === 'own' ? '' : strings.sockets.inNamespace(row.namespace));

/** "TCP listening", "unix stream established". */
export function kindText(row: SocketRow): string {
  const kind = row.kind === 'tcp' || row.kind === 'udp' ? row.kind.toUpperCase() : row.kind;
  return `${kind}${row.kind === 'unix' && row.type !== '' ? ` ${row.type}` : ''}${row.family === 'AF_INET6' ? ' IPv6' : ''}`;
}

export function addressText(row: SocketRow): string {
  if (row.local === '' && row.remote === '') return row.inode === '' ? strings.sockets.noName : strings.sockets.inode(row.inode);
  if (row.remote === '') return shownAddress(row.local);
  const host = hostOf(row.local);
  // A host that is the same at both ends is shown once, as in the graph of a session.
  return `${row.local} ⇄ ${host !== '' && host === hostOf(row.remote) ? row.remote.slice(host.length) : row.remote}`;
}

/** "127.0.0.1" for "127.0.0.1:80"; empty without a port. */
const hostOf = (address: string): string => address.slice(0, Math.max(0, address.lastIndexOf(':')));
