/** All socket tables that this user can see: sock_diag for the own network namespace, /proc/PID/net for the others. */
import { SocketTable } from '../../../app/shared/live/socket-table.ts';
import { dumpInet, INET_DUMPS, type InetDump } from './diag-inet.ts';
import { LOCAL_DUMPS } from './diag-local.ts';
import { type DumpResult, SockDiag } from './netlink.ts';
import { NET_FILES, type NetFile, readNetFile } from './proc-net.ts';

const FALLBACK: Readonly<Record<string, NetFile>> = {
  'TCP': 'tcp', 'TCP over IPv6': 'tcp6', 'UDP': 'udp', 'UDP over IPv6': 'udp6', 'raw': 'raw', 'raw over IPv6': 'raw6', 'unix': 'unix', 'netlink': 'netlink', 'packet': 'packet',
};
/** sock_diag and AF_NETLINK errors of a kernel without the module, or without the family. */
const ABSENT: ReadonlySet<number> = new Set([2, 22, 93, 95, 97]);

export interface OwnTables {
  table: SocketTable;
  notes: string[];
  /** Null where sock_diag answered all that it could. */
  source: 'sock_diag' | 'proc-net';
}

/** The own namespace is number 0. `pause` is called between dumps, of which the longest takes some 20 ms at 20,000 sockets. */
export async function ownTables(expected: number, pause: () => Promise<void>): Promise<OwnTables> {
  const table = new SocketTable(expected);
  const notes: string[] = [];
  let diag: SockDiag;
  try {
    diag = new SockDiag();
  } catch (error) {
    notes.push(`${(error as Error).message}: cookies and unix peers are missing, and queues of unix sockets.`);
    for (const file of NET_FILES) readNetFile('self', file, 0, table);
    return { table, notes, source: 'proc-net' };
  }
  try {
    const dumps = [
      ...INET_DUMPS.map((what: InetDump) => ({ name: what.name as string, run: () => dumpInet(diag, what, table) })),
      ...LOCAL_DUMPS.map(({ name, dump }) => ({ name: name as string, run: () => dump(diag, table) })),
    ];
    for (const { name, run } of dumps) {
      note(name, run(), table, notes);
      await pause();
    }
  } finally {
    diag.close();
  }
  return { table, notes, source: 'sock_diag' };
}

function note(name: string, result: DumpResult, table: SocketTable, notes: string[]): void {
  if (result.ok) {
    if (result.interrupted) notes.push(`The table of ${name} sockets changed while it was read: one may be missing, or show twice.`);
    return;
  }
  const file = FALLBACK[name];
  if (file !== undefined && readNetFile('self', file, 0, table)) return;
  // Nothing can be missing from a family that this kernel does not have.
  if (file === undefined && ABSENT.has(result.errno)) {
    notes.push(`This kernel does not list ${name} sockets: of those only the holders are shown.`);
  } else if (!ABSENT.has(result.errno)) notes.push(`The table of ${name} sockets could not be read (errno ${result.errno}).`);
}

/** Adds the tables of another namespace, read through a process in it; false when none could be read. */
export function otherTables(pid: number, namespace: number, table: SocketTable): boolean {
  return NET_FILES.map((file) => readNetFile(String(pid), file, namespace, table)).some(Boolean);
}
