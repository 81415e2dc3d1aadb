/** Holders as CSV (RFC 4180): one row per descriptor, and one row for a socket without a visible holder. */
import { visible } from '../base/visible.ts';
import type { Capture } from './capture.ts';
import { shownAddress } from './socket-text.ts';
import { holderRow, holdersOf, socketRow } from './rows.ts';

const COLUMNS = [
  'host', 'at', 'kind', 'family', 'type', 'state', 'local', 'remote', 'receive_queue', 'send_queue', 'inode', 'cookie', 'namespace',
  'peer', 'uid', 'holders',
  'watchers', 'stale', 'sure', 'pid', 'process', 'started', 'descriptor', 'close_on_exec', 'creator', 'references',
] as const;

/** Yields lines with CR LF, the heading first. `time` formats milliseconds since 1970. */
export function* csvLines(c: Capture, rows: Iterable<number>, time: (ms: number) => string): Generator<string> {
  yield line(COLUMNS);
  const at = time(c.header.startedAt);
  for (const s of rows) {
    const r = socketRow(c, s);
    const socket = [
      c.header.host.name, at, r.kind, r.family, r.type, r.state, shownAddress(r.local), r.remote, r.receiveQueue, r.sendQueue, r.inode,
      r.cookie, r.namespace, r.peer, r.uid,
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
 * Characters that start a formula in a spreadsheet cell, full-width forms included; also after a
 * semicolon, which starts a cell in locales where it is the list separator.
 */
const FORMULA = /(^|;)(["' ]*)(?=[=+\-@＝＋－＠])/g;

/** Keeps a row on one line and prefixes a quote to text that would be a formula. */
function field(text: string): string {
  const shown = visible(text);
  const safe = /^-?\d+$/.test(shown) ? shown : shown.replace(FORMULA, "$1'$2");
  return /[",;]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
