/**
 * The inventory of Windows: AFD files of the handle table, distinguished by comparing handles (semantics section J).
 * Tested under Wine only; nothing of it is verified on Windows.
 */
import { hostname, release, userInfo } from 'node:os';
import { type Capture, INVENTORY_FORMAT, type LiveProcess } from '../../../app/shared/live/capture.ts';
import { startWinsock } from '../bindings.ts';
import { platformLabel } from '../identity.ts';
import { afdSocket, type AfdSocket } from './afd.ts';
import { assemble, type FoundSocket } from './assemble.ts';
import { liveCalls } from './calls.ts';
import { describe } from './describe.ts';
import { handleTable, type TableEntry } from './handle-table.ts';
import { owners } from './owners.ts';
import { wineFacts } from './wine-facts.ts';

const [PROCESS_DUP_HANDLE, PROCESS_QUERY_LIMITED, DUPLICATE_SAME_ACCESS, FILE_TYPE_PIPE] = [0x40, 0x1000, 2, 3];
/** Access masks of synchronous pipes: any query on those can block forever. Wine's sockets have the first one too. */
const WAITING_PIPES: ReadonlySet<number> = new Set([0x0012019f, 0x001a019f, 0x00120189, 0x00120116]);
const TO_1970_MS = 11_644_473_600_000;

/** One underlying socket, with a handle of this process to it for the duration of the capture. */
interface Found {
  ours: number;
  afd: AfdSocket;
  holders: { pid: number; handle: number; inheritable: boolean }[];
}

/** Sockets with different addresses differ; only the others are compared by handle. */
type ByAddress = Map<string, Found[]>;

/** `why` is the capture's reason for its tier. */
export function scanHandles(why: string): Capture {
  const startedAt = Date.now();
  const wine = platformLabel().startsWith('wine');
  const { found, hidden, processes } = socketsOf(fileHandles(wine), wine);
  const sockets = found.map((f) => looked(f, wine));
  for (const f of found) startWinsock().kernel.CloseHandle(f.ours);
  const tables = wine ? null : owners();
  return assemble({
    header: {
      format: INVENTORY_FORMAT, host: { name: hostname(), system: wine ? platformLabel() : `Windows ${release()}` }, startedAt,
      endedAt: Date.now(), tier: 'handles', why,
      user: { id: 0, name: userInfo().username }, namespaces: [{ id: '', name: 'own', own: true, tables: wine ? 'none' : 'owner-tables' }],
      hidden: { processes: hidden.processes, descriptors: hidden.handles, sockets: 0, namespaces: 0 }, rescan: null,
      notes: ['The inventory of Windows has been tried under Wine only.', ...(wine ? WINE_NOTES : WINDOWS_NOTES)],
    },
    sockets, processes, owners: tables, nameOf: nameOfProcess,
  });
}

const WINE_NOTES = [
  'Creators are not listed: the owner tables of Wine do not name them (W8).',
  'Registrations are not listed: Wine keeps no context of a socket that could tell them (W10).',
];
const WINDOWS_NOTES = [
  'The owner tables name the creator of a socket, which need not hold it any more.',
  'States but those of TCP, options and WSAAsyncSelect registrations are as Winsock wrote them last; WSAEventSelect '
    + 'registrations are not told by the system.',
];

/** Queried once per socket, whichever process holds it. */
function looked({ ours, afd, holders }: Found, wine: boolean): FoundSocket {
  const facts = wine ? wineFacts(ours, afd) : afd;
  const described = describe(facts);
  const window = afd.context?.asyncSelect?.window;
  return {
    // Wine reports neither registrations nor options, so their absence means nothing.
    afd: facts, described: wine ? { ...described, winsock: null } : described,
    windowProcess: window === undefined ? null : processOfWindow(window), references: referencesOf(ours), holders,
  };
}

/** Handles of the type shared by files and sockets, which is determined from a new socket of this process. */
function fileHandles(wine: boolean): TableEntry[] {
  const { ws2, kernel } = startWinsock();
  const own = Number(ws2.WSASocketW(2, 2, 17, null, 0, 0x80));
  try {
    const all = handleTable();
    const type = all.find((e) => e.pid === kernel.GetCurrentProcessId() && e.handle === own)?.type;
    // Wine can report no types.
    return all.filter((e) => (type === undefined || e.type === type) && (wine || !WAITING_PIPES.has(e.access))
      && !(e.pid === kernel.GetCurrentProcessId() && e.handle === own));
  } finally {
    ws2.closesocket(own);
  }
}

function socketsOf(
  entries: readonly TableEntry[], wine: boolean,
): { found: Found[]; hidden: { processes: number; handles: number }; processes: LiveProcess[] } {
  const { kernel } = startWinsock();
  const found: Found[] = [];
  const byAddress: ByAddress = new Map();
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
      const kept = place(found, byAddress, ours, wine, { pid, handle: e.handle, inheritable: e.inheritable });
      if (kept !== 'new') kernel.CloseHandle(ours);
      holds ||= kept !== 'none';
    }
    if (holds) processes.push(processOf(pid, process));
    kernel.CloseHandle(process);
  }
  return { found, hidden, processes };
}

/** Whether the handle is a socket, and a new one. */
function place(
  found: Found[], byAddress: ByAddress, ours: number, wine: boolean, holder: Found['holders'][number],
): 'new' | 'known' | 'none' {
  if (Number(liveCalls().GetFileType(ours)) !== FILE_TYPE_PIPE) return 'none';
  const afd = afdSocket(ours, wine);
  if (afd === null) return 'none';
  const key = `${afd.local?.text ?? ''} ${afd.remote?.text ?? ''}`;
  const alike = byAddress.get(key) ?? [];
  const same = alike.find((f) => startWinsock().kernel.CompareObjectHandles(f.ours, ours));
  if (same) {
    same.holders.push(holder);
    return 'known';
  }
  const fresh = { ours, afd, holders: [holder] };
  found.push(fresh);
  byAddress.set(key, [...alike, fresh]);
  return 'new';
}

/** HandleCount without this process's handle; pending exports are included (S7). */
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
  return { pid, startedAt: Math.max(0, started), name: path.split('\\').at(-1) || String(pid), uid: null, parent: 0, namespace: 0,
    readable: true };
}

/** "" if the query is not permitted. */
function nameOfProcess(pid: number): string {
  // The kernel's process.
  if (pid === 4) return 'System';
  const { kernel } = startWinsock();
  const process = kernel.OpenProcess(PROCESS_QUERY_LIMITED, false, pid);
  if (BigInt(process) === 0n) return '';
  const { name } = processOf(pid, process);
  kernel.CloseHandle(process);
  return name;
}

/** Null for a window that is gone, or belongs to another session. */
function processOfWindow(window: bigint): FoundSocket['windowProcess'] {
  const pid = Buffer.alloc(4);
  if (Number(liveCalls().GetWindowThreadProcessId(window, pid)) === 0) return null;
  return { pid: pid.readUInt32LE(0), name: nameOfProcess(pid.readUInt32LE(0)) };
}
