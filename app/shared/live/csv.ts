/** Holders as CSV (RFC 4180): a row a descriptor, and one row for a socket that nobody visible holds. */
import { visible } from '../base/visible.ts';
import type { Capture } from './capture.ts';
import { shownAddress } from './words.ts';
import { holderRow, holdersOf, socketRow } from './rows.ts';

const COLUMNS = [
  'host', 'at', 'kind', 'family', 'type', 'state', 'local', 'remote', 'receive_queue', 'send_queue', 'inode', 'cookie', 'namespace', 'peer', 'uid', 'holders',
  'watchers', 'stale', 'sure', 'pid', 'process', 'started', 'descriptor', 'close_on_exec', 'creator', 'references',
] as const;

/** Lines with their ends (CR LF), the heading first. `time` writes milliseconds since 1970 as text. */
export function* csvLines(c: Capture, rows: Iterable<number>, time: (ms: number) => string): Generator<string> {
  yield line(COLUMNS);
  const at = time(c.header.startedAt);
  for (const s of rows) {
    const r = socketRow(c, s);
    const socket = [
      c.header.host.name, at, r.kind, r.family, r.type, r.state, shownAddress(r.local), r.remote, r.receiveQueue, r.sendQueue, r.inode, r.cookie, r.namespace, r.peer, r.uid,
      r.holders, r.watchers, r.stale, r.sure ?? '',
    ];
    const windows = [r.creator ?? '', r.references ?? ''];
    const holders = holdersOf(c, s);
    if (holders.length === 0) yield line([...socket, '', '', '', '', '', ...windows]);
    for (const h of holders) {
      const { process, descriptor, closeOnExec } = holderRow(c, h);
      const started = process.startedAt === 0 ? '' : time(process.startedAt);
      yield line([...socket, process.pid, process.name, started, descriptor, closeOnExec ?? '', ...windows]);
    }
  }
}

function line(values: readonly (string | number | boolean)[]): string {
  return `${values.map((value) => field(String(value))).join(',')}\r\n`;
}

/**
 * What spreadsheets take for a formula at the beginning of a cell, in full width too; also of a cell that they begin at a
 * semicolon, where that is their list separator.
 */
const FORMULA = /(^|;)(["' ]*)(?=[=+\-@＝＋－＠])/g;

/** A row stays one line, and text stays text: a quote goes in front of what would be a formula. */
function field(text: string): string {
  const shown = visible(text);
  const safe = /^-?\d+$/.test(shown) ? shown : shown.replace(FORMULA, "$1'$2");
  return /[",;]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
