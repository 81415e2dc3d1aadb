/** Writes a capture as lines of handoff-inventory/1. */
import type { Capture, WinsockFacts } from './capture.ts';
import type { CaptureLine, EndLine, SocketLine } from './file-format.ts';
import { partsText } from './hazard-kinds.ts';
import { hazardsOf } from './hazards.ts';
import { ONLY_SIX } from './kinds.ts';
import { holderRow, holdersOf, socketRow, watcherRow, watchersOf } from './rows.ts';
import { whyOpen } from './why.ts';

/**
 * Yields lines without line ends one by one, so that a pipe does not buffer them all. `rows` selects sockets;
 * `json` writes a line, for a screen otherwise than for a file; `lineOf` makes the line of a socket.
 */
export function* captureLines(
  c: Capture, rows?: Iterable<number>, json: (line: object) => string = JSON.stringify, lineOf = socketLineOf,
): Generator<string> {
  yield json(captureLineOf(c));
  const end: EndLine = { record: 'end', host: c.header.host.name, at: c.header.startedAt, sockets: 0, holders: 0, watchers: 0 };
  for (const s of rows ?? all(c)) {
    const line = lineOf(c, s);
    end.sockets += 1;
    end.holders += line.holders.length;
    end.watchers += line.watchers.length;
    yield json(line);
  }
  yield json(end);
}

function captureLineOf({ header }: Capture): CaptureLine {
  const { format, host, startedAt, endedAt, tier, why, user, namespaces, hidden, notes, rescan } = header;
  return {
    record: 'capture', format, host: host.name, system: host.system, startedAt, endedAt, tier, why, user, namespaces: [...namespaces],
    hidden,
    notes: [...notes], rescan,
  };
}

/** The same with its hazards, and why it is open. */
export function explainedLineOf(c: Capture, s: number): SocketLine {
  const hazards = hazardsOf(c, s).map(({ id, title, rules, sentence, certain }) =>
    ({ id, title, rules: [...rules], text: partsText(sentence), certain }));
  return { ...socketLineOf(c, s), hazards, why: partsText(whyOpen(c, s)) };
}

/** One self-contained socket line. */
export function socketLineOf(c: Capture, s: number): SocketLine {
  const row = socketRow(c, s);
  const { sockets, header } = c;
  return {
    record: 'socket', host: header.host.name, at: header.startedAt, namespace: header.namespaces[sockets.namespace[s]!]?.id ?? '',
    kind: row.kind, family: row.family, type: row.type, protocol: sockets.protocol[s]!, state: row.state, local: row.local,
    localPort: sockets.localPort[s]!,
    remote: row.remote, remotePort: sockets.remotePort[s]!, receiveQueue: row.receiveQueue, sendQueue: row.sendQueue, inode: row.inode,
    cookie: row.cookie,
    uid: row.uid, device: sockets.device[s]!, peer: row.peer,
    ...(sockets.onlySix[s] === ONLY_SIX.unknown ? {} : { ipv6Only: sockets.onlySix[s] === ONLY_SIX.yes }),
    inFlight: row.inFlight, sure: row.sure, acceptor: row.acceptor,
    creator: row.creator,
    references: row.references,
    ...(header.tier === 'handles' ? { creatorName: row.creatorName, winsock: row.winsock === null ? null : plainFacts(row.winsock) } : {}),
    holders: holdersOf(c, s).map((h) => {
      const { process, descriptor, closeOnExec } = holderRow(c, h);
      return { pid: process.pid, ...(process.thread === undefined ? {} : { thread: process.thread }), name: process.name,
        startedAt: process.startedAt, uid: process.uid, parent: process.parent, descriptor,
        closeOnExec };
    }),
    watchers: watchersOf(c, s).map((w) => {
      const { instance, descriptor, mask, events, data, stale, reused, unsure } = watcherRow(c, w);
      return { instance: [...instance], descriptor, mask, events: [...events], data, stale, reused, unsure };
    }),
  };
}

function plainFacts({ asyncSelect, windowProcess, options }: WinsockFacts): NonNullable<SocketLine['winsock']> {
  return { asyncSelect: asyncSelect === null ? null
    : { ...asyncSelect, events: [...asyncSelect.events], disabled: [...asyncSelect.disabled] }, windowProcess, options: [...options] };
}

function* all(c: Capture): Generator<number> {
  for (let s = 0; s < c.sockets.length; s++) yield s;
}
