/** The socket tables of one network namespace: by sock_diag, or by /proc/PID/net. */
import { type Capture, isPartial } from '../../../app/shared/live/capture.ts';
import { kindNumber } from '../../../app/shared/live/kinds.ts';
import { SocketTable } from '../../../app/shared/live/socket-table.ts';
import { dumpInet, INET_DUMPS, type InetDump } from './diag-inet.ts';
import { LOCAL_DUMPS } from './diag-local.ts';
import { type DumpResult, SockDiag } from './netlink.ts';
import { NET_FILES, type NetFile, readNetFile } from './proc-net.ts';
import { own } from '../../../app/shared/base/own.ts';

const FALLBACK: Readonly<Record<string, NetFile>> = {
  'TCP': 'tcp', 'TCP over IPv6': 'tcp6', 'UDP': 'udp', 'UDP over IPv6': 'udp6', 'raw': 'raw', 'raw over IPv6': 'raw6', 'unix': 'unix',
  'netlink': 'netlink', 'packet': 'packet',
};
/** sock_diag and AF_NETLINK errors of a kernel without the module, or without the family. */
const ABSENT: ReadonlySet<number> = new Set([2, 22, 93, 95, 97]);

export interface OwnTables {
  table: SocketTable;
  notes: string[];
  /** Null if sock_diag answered completely. */
  source: 'sock_diag' | 'proc-net';
}

/** For this process's namespace. `pause` is called between dumps, of which the longest takes about 20 ms for 20,000 sockets. */
export async function ownTables(expected: number, pause: () => Promise<void>): Promise<OwnTables> {
  const table = new SocketTable(expected);
  const notes: string[] = [];
  let diag: SockDiag;
  try {
    diag = new SockDiag();
  } catch (error) {
    notes.push(`${(error as Error).message}: cookies and unix peers are missing, and queues of unix sockets.`);
    readTables('self', table, notes);
    return { table, notes, source: 'proc-net' };
  }
  await tablesByDiag(diag, 'self', table, notes, pause, '');
  return { table, notes, source: 'sock_diag' };
}

/**
 * Adds every socket of the namespace that `diag` is in, and closes it. Families that it does not dump are read from the
 * tables of process `who`, if given; `where` is the name of the namespace in notes.
 */
export async function tablesByDiag(
  diag: SockDiag, who: number | 'self' | null, table: SocketTable, notes: string[], pause: () => Promise<void>, where: string,
): Promise<void> {
  try {
    const dumps = [
      ...INET_DUMPS.map((what: InetDump) => ({ name: what.name as string, run: () => dumpInet(diag, what, table) })),
      ...LOCAL_DUMPS.map(({ name, dump }) => ({ name: name as string, run: () => dump(diag, table) })),
    ];
    for (const { name, run } of dumps) {
      note(name, run(), who, table, notes, where);
      await pause();
    }
  } finally {
    diag.close();
  }
}

function note(name: string, result: DumpResult, who: number | 'self' | null, table: SocketTable, notes: string[], where: string): void {
  if (result.ok) {
    if (result.interrupted)
      notes.push(`The table of ${name} sockets${where} changed while it was read: one might be missing, or show twice.`);
    return;
  }
  const file = own(FALLBACK, name);
  if (file !== undefined && who !== null && readNetFile(String(who), file, table, notes)) return;
  // Nothing can be missing from a family that this kernel does not have.
  if (file === undefined && ABSENT.has(result.errno)) {
    if (!notes.includes(unlisted(name))) notes.push(unlisted(name));
  } else if (!ABSENT.has(result.errno)) notes.push(`The table of ${name} sockets${where} could not be read (errno ${result.errno}).`);
}

const unlisted = (name: string): string => `This kernel does not list ${name} sockets: of those only the holders are shown.`;

/** The note on vsock is added only if a holder of such a socket was found, or can be hidden. */
export function withoutIdleNotes(notes: readonly string[], { sockets, header }: Capture): string[] {
  const concerned = isPartial(header) || sockets.kind.includes(kindNumber('vsock'));
  return concerned ? [...notes] : notes.filter((text) => text !== unlisted('vsock'));
}

/** Adds the /proc tables of the namespace of process `who`; false if none could be read. */
export function readTables(who: string, table: SocketTable, notes: string[]): boolean {
  return NET_FILES.map((file) => readNetFile(who, file, table, notes)).some(Boolean);
}
