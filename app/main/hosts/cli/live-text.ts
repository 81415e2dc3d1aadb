/** Sockets as text lines. */
import type { Capture } from '../../../shared/live/capture.ts';
import { partsText, processText } from '../../../shared/live/hazard-kinds.ts';
import type { SocketRow, WatcherRow } from '../../../shared/live/rows.ts';
import type { WhoAnswer } from '../../../shared/live/who.ts';
import { creatorText, shownAddress, socketText } from '../../../shared/live/socket-text.ts';
import { joined, line, padded, type Piece, type Shown } from './shown.ts';
import { style } from './style.ts';

const SURE: Readonly<Record<NonNullable<SocketRow['sure']>, string>> = {
  inode: 'one socket by its inode', kcmp: 'one open file by kcmp', file: 'one open file in the kernel',
  compared: 'one object by CompareObjectHandles',
};

export function scanLine(row: SocketRow): Shown {
  const ends = row.remote === '' ? shownAddress(row.local) || (row.inode === '' ? 'no address' : `inode ${row.inode}`)
    : `${row.local} > ${row.remote}`;
  const holders = row.processes.map((p) => `${processText(p)} ${numbers(p.descriptors)}`);
  if (row.moreProcesses > 0) holders.push(`${row.moreProcesses} more`);
  const marks = marksOf(row);
  const none = row.inode !== '' || row.creator !== null ? 'no visible holder' : 'no holder';
  const who = holders.length > 0 ? holders.join(', ') : style.dim(none);
  const marked = marks.length > 0 ? line`  [${joined(marks, ', ')}]` : '';
  return line`${row.kind.padEnd(7)} ${row.state.padEnd(12)} ${style.bold(padded(ends, 44))} ${who}${marked}`;
}

function marksOf(row: SocketRow): Piece[] {
  return [
    row.watchers > 0 ? style.dim(`${row.watchers} watching`) : '', row.stale > 0 ? style.warn(`${row.stale} stale`) : '',
    row.acceptor === 'none seen' ? style.warn('no acceptor') : '', row.inFlight ? style.warn(`${row.inFlight} in flight`) : '',
    row.winsock?.asyncSelect ? style.dim('WSAAsyncSelect') : '',
    row.creator !== null && !row.processes.some((p) => p.pid === row.creator) ? style.warn(`created by ${creatorText(row)}`) : '',
    row.namespace === 'own' || row.namespace === '' ? '' : style.dim(`namespace ${row.namespace}`),
  ].filter((mark) => mark !== '');
}

/** All details of one socket, for `who`. `commands` and `ancestry` have a line about each process. */
export function whoLines(
  { row, holders, watchers, hazards, why, reach, otherEnd }: WhoAnswer, commands: ReadonlyMap<number, string>,
  ancestry: ReadonlyMap<number, string>,
): Shown[] {
  const lines = [line`${style.bold(`${socketText(row)}, ${row.state}`)}${style.dim(numbersText(row))}`, line`  ${partsText(why)}`];
  if (reach.length > 0) lines.push(line`  ${partsText(reach)}`);
  if (row.state === 'listening') lines.push(line`  ${waitingText(row)}`);
  else if (row.receiveQueue > 0 || row.sendQueue > 0) lines.push(line`  ${row.receiveQueue} bytes to read, ${row.sendQueue} to send`);
  if (otherEnd.length > 0) lines.push(line`  ${partsText(otherEnd)}`);
  if (row.inFlight) lines.push(line`  ${row.inFlight} ${row.inFlight === 1 ? 'descriptor' : 'descriptors'} in flight in its queue`);
  if (holders.length > 0) lines.push(line`  holders${row.sure === null ? '' : style.dim(` (${SURE[row.sure]})`)}`);
  const shown = new Set<number>();
  for (const h of holders) {
    const started = h.process.startedAt === 0 ? '' : `  started ${when(h.process.startedAt)}`;
    const flag = h.closeOnExec === null ? '' : h.closeOnExec ? '  close-on-exec' : '  inheritable';
    const holder = style.good(padded(processText(h.process), 24));
    lines.push(line`    ${holder} descriptor ${String(h.descriptor).padEnd(5)}${style.dim(`${started}${flag}`)}`);
    const about = [commands.get(h.process.pid), ancestry.get(h.process.pid)].filter((text) => text !== undefined);
    if (!shown.has(h.process.pid)) lines.push(...about.map((text) => style.dim(`      ${text}`)));
    shown.add(h.process.pid);
    if (h.provenance !== null) lines.push(style.dim(`      ${h.provenance}`));
  }
  if (row.references !== null) lines.push(line`  ${row.references} ${row.references === 1 ? 'reference' : 'references'} by HandleCount`);
  if (row.creator !== null) lines.push(line`  created by ${creatorText(row)}, by the owner tables`);
  if (row.winsock) lines.push(...winsockText(row.winsock).map((text) => line`  ${text}`));
  if (watchers.length > 0) lines.push(line`  watchers`);
  for (const w of watchers) {
    lines.push(line`    ${watcherText(w)}`);
    if (w.sharing.length > 0) lines.push(style.dim(`      ${partsText(w.sharing)}`));
  }
  for (const h of hazards) {
    lines.push(
      line`  ${style.warn('hazard')} ${partsText(h.sentence)} ${style.dim(`(${h.rules.join(', ')}${h.certain ? '' : '; not certain'})`)}`);
  }
  return lines;
}

function numbersText({ inode, cookie, namespace }: SocketRow): string {
  if (inode === '') return '';
  return `  inode ${inode}${cookie === '' ? '' : `, cookie ${cookie}`}${namespace === 'own' ? '' : `, network namespace ${namespace}`}`;
}

/** The Winsock state of the socket, one item per line. */
function winsockText({ asyncSelect, windowProcess, options }: NonNullable<SocketRow['winsock']>): string[] {
  const lines = options.length === 0 ? [] : [`options ${options.map(({ name, value }) => `${name} ${value}`).join(', ')}`];
  if (asyncSelect === null) return lines;
  const whose = windowProcess === null ? '' : ` of ${processText({ pid: windowProcess.pid, name: windowProcess.name || 'process' })}`;
  const waiting = asyncSelect.disabled.length === 0 ? '' : `; ${asyncSelect.disabled.join('|')} reported, and not yet re-enabled`;
  return [...lines,
    `registration WSAAsyncSelect: window ${asyncSelect.window}${whose} gets message ${asyncSelect.message} for `
      + `${asyncSelect.events.join('|') || 'no events'}${waiting}`];
}

function watcherText(w: WatcherRow): Shown {
  const [first, ...others] = w.instance;
  const whose = first === undefined ? 'an epoll instance' : `epoll ${first.descriptor} of ${processText(first)}`;
  const shared = others.length > 0 ? ` and ${others.map((o) => `${o.descriptor} of ${processText(o)}`).join(', ')}` : '';
  const stale = w.stale ? style.warn(w.reused ? '  stale, number reused' : '  stale') : '';
  return line`${whose}${shared}: ${w.events.join('|') || 'no events'} registered as descriptor ${w.descriptor}${stale}`;
}

/** What the capture could not see, one item per line; empty if nothing was hidden. */
export function unseen({ header }: Capture): string[] {
  const { processes, descriptors, namespaces, unlisted } = header.hidden;
  const lines = [...header.notes];
  if (processes > 0) {
    const which = `${processes} ${processes === 1 ? 'process' : 'processes'}${
      descriptors === 0 ? '' : ` with ${descriptors} descriptors of all kinds`}`;
    lines.unshift(`${which} could not be inspected as user ${header.user.name}; run as root to see them.`);
  }
  if (unlisted) lines.unshift('/proc does not show the processes of other users (hidepid); run as root to see them.');
  if (namespaces > 0) {
    const which = `${namespaces} network ${namespaces === 1 ? 'namespace' : 'namespaces'}`;
    lines.push(`The tables of ${which} could not be read; run as root to see their sockets.`);
  }
  return lines;
}

/** Tables of /proc, which can come from other namespaces, do not report the backlog limit. */
const waitingText = ({ receiveQueue, sendQueue }: SocketRow): string =>
  `${receiveQueue}${sendQueue === 0 ? '' : ` of ${sendQueue}`} `
    + `${receiveQueue === 1 && sendQueue === 0 ? 'connection' : 'connections'} waiting`;

const numbers = (descriptors: readonly number[]): string =>
  (descriptors.length > 4 ? `${descriptors.slice(0, 3).join(',')},… (${descriptors.length})` : descriptors.join(','));

const when = (ms: number): string => new Date(ms).toISOString().replace('T', ' ').slice(0, 19);
