/**
 * The inventory of Windows: AFD files of the handle table, told apart by comparing handles (semantics section J).
 * Tried out under Wine only; nothing of it is verified on Windows. AFD's context (WSAAsyncSelect) is not read.
 */
import { hostname, release, userInfo } from 'node:os';
import { type Capture, INVENTORY_FORMAT, type LiveProcess } from '../../../app/shared/live/capture.ts';
import { join } from '../../../app/shared/live/join.ts';
import { kindNumber, stateNumber, SURENESS } from '../../../app/shared/live/kinds.ts';
import { parseInet } from '../../../app/shared/live/parse-address.ts';
import { SocketTable } from '../../../app/shared/live/socket-table.ts';
import { startWinsock } from '../bindings.ts';
import { platformLabel } from '../identity.ts';
import { afdAddress } from './afd.ts';
import { liveCalls } from './calls.ts';
import { handleTable, type TableEntry } from './handle-table.ts';
import { creators, type Owner } from './owners.ts';

const [PROCESS_DUP_HANDLE, PROCESS_QUERY_LIMITED, DUPLICATE_SAME_ACCESS, FILE_TYPE_PIPE] = [0x40, 0x1000, 2, 3];
/** Accesses with which Windows opens synchronous pipes: asking anything of those can wait for ever. Wine's sockets have the first one too. */
const WAITING_PIPES: ReadonlySet<number> = new Set([0x0012019f, 0x001a019f, 0x00120189, 0x00120116]);
const TO_1970_MS = 11_644_473_600_000;

/** One underlying socket, with a handle of ours that stands for it while the capture is taken. */
interface Found {
  ours: number;
  local: string;
  holders: { pid: number; handle: number; inheritable: boolean }[];
}

/** `why` is the sentence that the capture gives for its tier. */
export function scanHandles(why: string): Capture {
  const startedAt = Date.now();
  const wine = platformLabel().startsWith('wine');
  const { found, hidden, processes } = socketsOf(fileHandles(wine));
  const owners = wine ? new Map<string, Owner>() : creators();
  const table = new SocketTable();
  const references = found.map((f) => referencesOf(f.ours));
  for (const f of found) addRow(table, f, owners.get(f.local));
  for (const f of found) startWinsock().kernel.CloseHandle(f.ours);
  const order = found.flatMap((f, s) => f.holders.map((h) => ({ ...h, process: processes.findIndex((p) => p.pid === h.pid), socket: s }))).sort((a, b) => a.process - b.process || a.handle - b.handle);
  const start = new Uint32Array(processes.length + 1);
  for (const h of order) start[h.process + 1]! += 1;
  for (let p = 0; p < processes.length; p++) start[p + 1]! += start[p]!;
  const rows = new Uint32Array(order.length);
  const capture = join({
    header: {
      format: INVENTORY_FORMAT, host: { name: hostname(), system: wine ? platformLabel() : `Windows ${release()}` }, startedAt, endedAt: Date.now(), tier: 'handles', why,
      user: { id: 0, name: userInfo().username }, namespaces: [{ id: '', name: 'own', own: true, tables: wine ? 'none' : 'owner-tables' }],
      hidden: { processes: hidden.processes, descriptors: hidden.handles, sockets: 0, namespaces: 0 }, rescan: null,
      notes: [
        'The inventory of Windows has been tried under Wine only.', 'Bound sockets are listed, by their local address; registrations are not: the system does not tell them.',
        ...(wine ? ['Creators are not listed: the owner tables of Wine do not name them (W8).'] : ['The owner tables name the creator of a socket, which need not hold it any more.']),
      ],
    },
    table, instances: [], walked: { processes, start, descriptor: Uint32Array.from(order, (h) => h.handle), inode: Uint32Array.from(order, (h) => h.socket + 1) },
    registrations: { length: 0, instance: new Uint32Array(0), descriptor: new Int32Array(0), mask: new Uint32Array(0), data: new BigUint64Array(0), inode: new Uint32Array(0) },
    order: rows,
  }, () => {});
  for (let h = 0; h < rows.length; h++) capture.holders.closeOnExec[h] = order[rows[h]!]!.inheritable ? 2 : 1;
  capture.sockets.references = Uint32Array.from(references);
  capture.sockets.creator = Uint32Array.from(found, (f) => owners.get(f.local)?.pid ?? 0);
  return capture;
}

/** Handles of the type that files and sockets share, which is learned from a socket of our own. */
function fileHandles(wine: boolean): TableEntry[] {
  const { ws2, kernel } = startWinsock();
  const own = Number(ws2.WSASocketW(2, 2, 17, null, 0, 0x80));
  try {
    const all = handleTable();
    const type = all.find((e) => e.pid === kernel.GetCurrentProcessId() && e.handle === own)?.type;
    // Wine may give no types.
    return all.filter((e) => (type === undefined || e.type === type) && (wine || !WAITING_PIPES.has(e.access)) && !(e.pid === kernel.GetCurrentProcessId() && e.handle === own));
  } finally {
    ws2.closesocket(own);
  }
}

function socketsOf(entries: readonly TableEntry[]): { found: Found[]; hidden: { processes: number; handles: number }; processes: LiveProcess[] } {
  const { kernel } = startWinsock();
  const found: Found[] = [];
  const hidden = { processes: 0, handles: 0 };
  const processes: LiveProcess[] = [];
  for (const pid of [...new Set(entries.map((e) => e.pid))].sort((a, b) => a - b)) {
    const own = entries.filter((e) => e.pid === pid);
    const process = kernel.OpenProcess(PROCESS_DUP_HANDLE | PROCESS_QUERY_LIMITED, false, pid);
    if (BigInt(process) === 0n) {
      hidden.processes += 1;
      hidden.handles += own.length;
      continue;
    }
    let holds = false;
    for (const e of own) {
      const copy: [number | bigint | null] = [null];
      if (!kernel.DuplicateHandle(process, e.handle, kernel.GetCurrentProcess(), copy, 0, false, DUPLICATE_SAME_ACCESS)) continue;
      const ours = Number(copy[0]);
      const kept = place(found, ours, { pid, handle: e.handle, inheritable: e.inheritable });
      if (kept !== 'new') kernel.CloseHandle(ours);
      holds ||= kept !== 'none';
    }
    if (holds) processes.push(processOf(pid, process));
    kernel.CloseHandle(process);
  }
  return { found, hidden, processes };
}

/** Whether the handle is a bound socket, and one that is new. */
function place(found: Found[], ours: number, holder: Found['holders'][number]): 'new' | 'known' | 'none' {
  if (Number(liveCalls().GetFileType(ours)) !== FILE_TYPE_PIPE) return 'none';
  const local = afdAddress(ours);
  if (local === null) return 'none';
  const same = found.find((f) => f.local === local && startWinsock().kernel.CompareObjectHandles(f.ours, ours));
  if (same) {
    same.holders.push(holder);
    return 'known';
  }
  found.push({ ours, local, holders: [holder] });
  return 'new';
}

/** The owner tables know whether an address is one of TCP or of UDP, and only they. */
function addRow(table: SocketTable, { local }: Found, owner: Owner | undefined): void {
  // A number for joining; on Windows nothing else is called an inode.
  const s = table.add(table.length + 1);
  const c = table.columns;
  const parsed = parseInet(local);
  c.kind[s] = kindNumber(owner?.kind ?? 'unknown');
  c.type[s] = owner === undefined ? 0 : owner.kind === 'tcp' ? 1 : 2;
  c.family[s] = parsed === null ? 0 : parsed.six ? 10 : 2;
  c.state[s] = owner?.listening ? stateNumber('listening') : 0;
  c.sure[s] = SURENESS.indexOf('compared');
  if (parsed) c.address.set(parsed.bytes, 32 * s);
  c.localPort[s] = parsed?.port ?? 0;
}

/** HandleCount without our own, exports not yet imported among them (S7). */
function referencesOf(handle: number): number {
  const info = Buffer.alloc(56);
  return startWinsock().nt.NtQueryObject(handle, 0, info, info.length, null) < 0 ? 0 : info.readUInt32LE(8) - 1;
}

function processOf(pid: number, process: number | bigint): LiveProcess {
  const name = Buffer.alloc(1024);
  const size = Buffer.from([0, 2, 0, 0]);
  const times = Array.from({ length: 4 }, () => Buffer.alloc(8));
  const path = liveCalls().QueryFullProcessImageNameW(process, 0, name, size) ? name.toString('utf16le', 0, 2 * size.readUInt32LE(0)) : '';
  const started = liveCalls().GetProcessTimes(process, ...times) ? Number(times[0]!.readBigUInt64LE(0) / 10_000n) - TO_1970_MS : 0;
  return { pid, startedAt: Math.max(0, started), name: path.split('\\').at(-1) || String(pid), uid: null, parent: 0, namespace: 0, readable: true };
}
