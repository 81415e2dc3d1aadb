/** Reads lines of handoff-inventory into a capture. Later versions read every earlier one. */
import type { z } from 'zod';
import { bytesOfText } from '../base/foreign-bytes.ts';
import { InputProblem, pathText } from '../base/input-problem.ts';
import { type Capture, type CaptureHeader, INVENTORY_FORMAT, type Instance, type LiveProcess, WATCHER } from './capture.ts';
import { captureLine, type CaptureLine, endLine, socketLine, type SocketLine } from './file-format.ts';
import { join, type Registrations } from './join.ts';
import { ACCEPTORS, FAMILIES, KINDS, STATES, SURENESS, TYPES, ONLY_SIX } from './kinds.ts';
import { parseInet } from './parse-address.ts';
import { SocketTable } from './socket-table.ts';
import { own } from '../base/own.ts';

/** Converts lines of a format to the next one. There is one format so far. */
const UPGRADES: Readonly<Record<string, { to: string; line: (line: unknown) => unknown }>> = {};

/**
 * Opens a damaged file up to the damage, whose place is in `damage`. @throws InputProblem if the first line is not a capture
 * header, or is of a newer version.
 */
export function readCapture(text: string, file: string): { capture: Capture; damage: string | null } {
  const lines = text.split('\n');
  const first = json(lines[0] ?? '');
  const upgrade = upgrader(formatOf(first), file);
  const header = captureLine.safeParse(upgrade(first));
  if (!header.success) throw new InputProblem(fault(header.error), `${file}:1`, 'It must be the first line of a capture.');
  const reader = new Reader(header.data);
  let damage: string | null = null;
  let ended = false;
  for (let i = 1; i < lines.length && damage === null && !ended; i++) {
    if (lines[i] === '' && i === lines.length - 1) break;
    const value = upgrade(json(lines[i]!));
    if (endLine.safeParse(value).success) {
      ended = true;
      continue;
    }
    const socket = socketLine.safeParse(value);
    if (socket.success) reader.add(socket.data);
    else damage = `Line ${i + 1} of ${file} is damaged (${fault(socket.error)}); the ${reader.length} sockets before it were read.`;
  }
  if (!ended && damage === null) damage = `${file} is cut off; its ${reader.length} sockets were read.`;
  return { capture: reader.finish(), damage };
}

function formatOf(line: unknown): string {
  return typeof line === 'object' && line !== null && 'format' in line ? String(line.format) : '';
}

function upgrader(format: string, file: string): (line: unknown) => unknown {
  const steps: ((line: unknown) => unknown)[] = [];
  let at = format;
  for (let next = own(UPGRADES, at); next; next = own(UPGRADES, at)) {
    steps.push(next.line);
    at = next.to;
  }
  if (at !== INVENTORY_FORMAT) {
    const newer = /^handoff-inventory\/\d+$/.test(format);
    throw new InputProblem(newer ? `a capture of a newer version (${format})` : 'not a capture of this program', `${file}:1`,
      newer ? 'Open it with that version or a later one.' : `The first line must carry "format": "${INVENTORY_FORMAT}".`);
  }
  return (line) => steps.reduce((value, step) => step(value), line);
}

/** Collects sockets with holders and watchers as input for {@link join}. */
class Reader {
  readonly #header: CaptureHeader;
  readonly #table = new SocketTable();
  readonly #lines: SocketLine[] = [];
  readonly #processes = new Map<string, LiveProcess>();

  constructor({ record: _record, host, system, ...rest }: CaptureLine) {
    this.#header = { ...rest, host: { name: host, system } };
  }

  get length(): number {
    return this.#lines.length;
  }

  add(line: SocketLine): void {
    this.#lines.push(line);
    // Rows without an inode get a temporary one, which keeps them separate in the join and is removed afterwards.
    const s = this.#table.add(0);
    const c = this.#table.columns;
    c.cookie[s] = BigInt(line.cookie || 0);
    c.kind[s] = KINDS.indexOf(line.kind);
    c.state[s] = STATES.indexOf(line.state);
    c.type[s] = number(TYPES, line.type);
    c.family[s] = number(FAMILIES, line.family);
    [c.protocol[s], c.receiveQueue[s], c.sendQueue[s]] = [line.protocol, line.receiveQueue, line.sendQueue];
    [c.uid[s], c.device[s], c.peer[s]] = [line.uid, line.device, Number(line.peer)];
    if (line.ipv6Only !== undefined) c.onlySix[s] = line.ipv6Only ? ONLY_SIX.yes : ONLY_SIX.no;
    c.namespace[s] = Math.max(0, this.#header.namespaces.findIndex((n) => n.id === line.namespace));
    [c.localPort[s], c.remotePort[s]] = [line.localPort, line.remotePort];
    c.inFlight[s] = line.inFlight ?? -1;
    c.sure[s] = line.sure === null ? 0 : SURENESS.indexOf(line.sure);
    c.acceptor[s] = ACCEPTORS.indexOf(line.acceptor);
    this.#address(line, s);
    for (const p of [...line.holders, ...line.watchers.flatMap((w) => w.instance)]) this.#process(p);
  }

  finish(): Capture {
    const processes = [...this.#processes.values()].sort((a, b) => a.pid - b.pid || a.startedAt - b.startedAt);
    const places = new Map(processes.map((p, i) => [keyOf(p), i]));
    const held: { process: number; descriptor: number; row: number }[] = [];
    for (const [row, line] of this.#lines.entries())
      for (const h of line.holders) held.push({ process: places.get(keyOf(h))!, descriptor: h.descriptor, row });
    held.sort((a, b) => a.process - b.process || a.descriptor - b.descriptor);
    const start = new Uint32Array(processes.length + 1);
    for (const h of held) start[h.process + 1]! += 1;
    for (let p = 0; p < processes.length; p++) start[p + 1]! += start[p]!;
    // Joined by line number instead of the inode, which some sockets lack.
    for (let s = 0; s < this.#table.length; s++) this.#table.columns.inode[s] = s + 1;
    const { instances, registrations, flags } = this.#registrations(places);
    const capture = join({
      header: this.#header, table: this.#table, instances, registrations,
      walked: { processes, start, descriptor: Uint32Array.from(held, (h) => h.descriptor),
        inode: Uint32Array.from(held, (h) => h.row + 1) },
    }, () => {});
    capture.watchers.flags.set(flags);
    const closed = new Map(this.#lines.flatMap((line) => line.holders.map((h) => [`${keyOf(h)} ${h.descriptor}`, h.closeOnExec] as const)));
    for (let h = 0; h < capture.holders.length; h++) {
      const flag = closed.get(`${keyOf(processes[capture.holders.process[h]!]!)} ${capture.holders.descriptor[h]!}`) ?? null;
      if (flag !== null) capture.holders.closeOnExec[h] = flag ? 1 : 2;
    }
    const windows = this.#header.tier === 'handles';
    // Windows has no inodes; a number there means that the socket has a holder.
    for (const [s, line] of this.#lines.entries())
      capture.sockets.inode[s] = windows ? (line.holders.length > 0 || line.creator !== null ? s + 1 : 0) : Number(line.inode);
    if (windows) {
      capture.sockets.creator = Uint32Array.from(this.#lines, (line) => line.creator ?? 0);
      capture.sockets.creatorName = this.#lines.map((line) => line.creatorName ?? '');
      capture.sockets.winsock = this.#lines.map((line) => line.winsock ?? null);
      capture.sockets.references = Uint32Array.from(this.#lines, (line) => line.references ?? 0);
    }
    return capture;
  }

  #address(line: SocketLine, s: number): void {
    const { address } = this.#table.columns;
    if (line.kind === 'unix') {
      if (line.local !== '') this.#table.name(s, bytesOfText(line.local.startsWith('@') ? `\0${line.local.slice(1)}` : line.local));
      return;
    }
    for (const [text, at] of [[line.local, 32 * s], [line.remote, 32 * s + 16]] as const) {
      if (line.kind === 'vsock') {
        const [cid] = text.split(':');
        const value = cid === '' || cid === '*' || cid === undefined ? 0xffffffff : Number(cid);
        address.set([value & 0xff, (value >>> 8) & 0xff, (value >>> 16) & 0xff, value >>> 24], at);
      } else address.set(parseInet(text)?.bytes ?? [], at);
    }
  }

  #process(p: { pid: number; thread?: number | undefined; name: string; startedAt: number; uid?: number | null; parent?: number }): void {
    const known = this.#processes.get(keyOf(p));
    if (known && (known.uid !== null || p.uid === undefined)) return;
    this.#processes.set(keyOf(p),
      { pid: p.pid, ...(p.thread === undefined ? {} : { thread: p.thread }), name: p.name,
        startedAt: p.startedAt, uid: p.uid ?? null, parent: p.parent ?? 0, namespace: 0, readable: true });
  }

  #registrations(places: ReadonlyMap<string, number>): { instances: Instance[]; registrations: Registrations; flags: Uint8Array } {
    const instances: Instance[] = [];
    const numbers = new Map<string, number>();
    const all = this.#lines.flatMap((line, row) => line.watchers.map((w) => ({ ...w, row })));
    const n = all.length;
    const r: Registrations = { length: n, instance: new Uint32Array(n), descriptor: new Int32Array(n), mask: new Uint32Array(n),
      data: new BigUint64Array(n), inode: new Uint32Array(n) };
    for (const [i, w] of all.entries()) {
      const key = w.instance.map((h) => `${keyOf(h)} ${h.descriptor}`).join('|');
      if (!numbers.has(key)) {
        numbers.set(key, instances.length);
        instances.push({ holders: w.instance.map((h) => ({ process: places.get(keyOf(h))!, descriptor: h.descriptor })), sure: !w.unsure });
      }
      [r.instance[i], r.descriptor[i], r.mask[i], r.data[i], r.inode[i]] = [numbers.get(key)!, w.descriptor, w.mask, BigInt(w.data),
        w.row + 1];
    }
    const flags = Uint8Array.from(all,
      (w) => (w.stale ? WATCHER.stale : 0) | (w.reused ? WATCHER.reused : 0) | (w.unsure ? WATCHER.unsure : 0));
    return { instances, registrations: r, flags };
  }
}

const keyOf = ({ pid, thread = 0, startedAt }: { pid: number; thread?: number | undefined; startedAt: number }): string =>
  `${pid} ${thread} ${startedAt}`;

function number(names: Readonly<Record<number, string>>, name: string): number {
  const found = Object.entries(names).find(([, text]) => text === name)?.[0];
  return Number(found ?? (/^\d+$/.test(name) ? name : 0));
}

function json(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

function fault(error: z.ZodError): string {
  const [issue] = error.issues;
  return issue ? `${pathText(issue.path)}: ${issue.message}` : 'it cannot be read';
}
