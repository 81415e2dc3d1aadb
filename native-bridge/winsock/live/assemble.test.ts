/** From handles and owner tables to a capture, with tables of bytes laid out by hand: Wine's are not called (W8). */
import { describe, expect, it } from 'vitest';
import { csvLines } from '../../../app/shared/live/csv.ts';
import { partsText } from '../../../app/shared/live/hazard-kinds.ts';
import { hazardsOf } from '../../../app/shared/live/hazards.ts';
import { inventoryLine } from '../../../app/shared/live/file-format.ts';
import { readCapture } from '../../../app/shared/live/read-file.ts';
import { socketRow } from '../../../app/shared/live/rows.ts';
import { who, whoRows } from '../../../app/shared/live/who.ts';
import { captureLines } from '../../../app/shared/live/write-file.ts';
import { compareCaptures, changeOf } from '../../../app/shared/live/compare.ts';
import type { Capture, LiveProcess, WinsockFacts } from '../../../app/shared/live/capture.ts';
import { header } from '../../../app/shared/live/capture.fixture.ts';
import { assemble, type FoundSocket } from './assemble.ts';
import type { Described } from './describe.ts';
import { matchOwners } from './match-owners.ts';
import { decodeTable, type Owner, TABLES } from './owners.ts';

const bytes = (rows: readonly string[]): Buffer => {
  const count = Buffer.alloc(4);
  count.writeUInt32LE(rows.length);
  return Buffer.concat([count, ...rows.map((row) => Buffer.from(row.replaceAll(' ', ''), 'hex'))]);
};

describe('the owner tables', () => {
  it('of TCP: state, addresses and ports in network order, creator', () => {
    expect(decodeTable(bytes([
      '02000000 00000000 1f900000 00000000 00000000 2c030000', '05000000 7f000001 1f900000 7f000001 c3500000 2d030000',
      '0b000000 7f000001 1f900000 7f000001 c3510000 00000000',
    ]), TABLES.tcp)).toEqual([
      { kind: 'tcp', six: false, local: '0.0.0.0:8080', remote: '', state: 'listening', pid: 812 },
      { kind: 'tcp', six: false, local: '127.0.0.1:8080', remote: '127.0.0.1:50000', state: 'established', pid: 813 },
      { kind: 'tcp', six: false, local: '127.0.0.1:8080', remote: '127.0.0.1:50001', state: 'time-wait', pid: 0 },
    ]);
  });

  it('of TCP over IPv6: scopes are passed over', () => {
    const one = '00000000000000000000000000000001';
    expect(decodeTable(bytes([`${one} 00000000 1f900000 ${one} 00000000 c3500000 08000000 2c030000`]), TABLES.tcp6)).toEqual([
      { kind: 'tcp', six: true, local: '[::1]:8080', remote: '[::1]:50000', state: 'close-wait', pid: 812 },
    ]);
  });

  it('of UDP', () => {
    expect(decodeTable(bytes(['7f000001 00350000 2c030000']), TABLES.udp))
      .toEqual([{ kind: 'udp', six: false, local: '127.0.0.1:53', remote: '', state: 'unconnected', pid: 812 }]);
    expect(decodeTable(bytes(['00000000000000000000000000000000 00000000 00350000 04000000']), TABLES.udp6))
      .toMatchObject([{ local: '[::]:53', pid: 4, six: true }]);
  });

  it('that is shorter than its length field is read up to its end', () => {
    const cut = bytes(['7f000001 00350000 2c030000']);
    cut.writeUInt32LE(1000);
    expect(decodeTable(cut, TABLES.udp)).toHaveLength(1);
  });
});

const owner = (local: string, pid: number,
  more: Partial<Owner> = {}): Owner => ({ kind: 'tcp', six: false, local, remote: '', state: 'listening', pid, ...more });

describe('row and holder', () => {
  const socket = (local: string, pids: number[], remote = '') => ({ kind: 'tcp' as const, local, remote, pids });

  it('a connection is not taken for the listener of the same address', () => {
    const rows = [owner('127.0.0.1:80', 1), owner('127.0.0.1:80', 2, { remote: '127.0.0.1:5000', state: 'established' })];
    expect(matchOwners([socket('127.0.0.1:80', [9], '127.0.0.1:5000'), socket('127.0.0.1:80', [8])], rows).rows.map((r) => r?.pid))
      .toEqual([2, 1]);
  });

  it('of several with one address each holder gets its own, in whichever order', () => {
    const { rows, left } = matchOwners([socket('0.0.0.0:53', [2]), socket('0.0.0.0:53', [1])],
      [owner('0.0.0.0:53', 1), owner('0.0.0.0:53', 2), owner('0.0.0.0:53', 3)]);
    expect(rows.map((r) => r?.pid)).toEqual([2, 1]);
    expect(left.map((r) => r.pid)).toEqual([3]);
  });

  it('where several fit and no holder is a creator, no process is reported as the creator', () => {
    expect(matchOwners([socket('0.0.0.0:53', [8]), socket('0.0.0.0:53', [9])],
      [owner('0.0.0.0:53', 1), owner('0.0.0.0:53', 2)]).rows.map((r) => r?.pid)).toEqual([0, 0]);
  });

  it('an unbound socket has none', () => { expect(matchOwners([socket('', [8])], [owner('', 8)]).rows).toEqual([null]); });
});

const process = (pid: number,
  name: string): LiveProcess => ({ pid, name, startedAt: 1_794_000_000_000, uid: null, parent: 0, namespace: 0, readable: true });
const asyncSelect: WinsockFacts['asyncSelect'] = { window: '0x200a4', message: 1025, mask: 0x21, events: ['FD_READ', 'FD_CLOSE'],
  disabled: ['FD_READ'] };
const tcp = (state: Described['state'],
  winsock: Described['winsock'] = null): Described => ({ kind: 'tcp', type: 1, family: 2, protocol: 0, state, winsock });
const inet = (text: string) => ({ family: 'AF_INET' as const, text });

const SOCKETS: readonly FoundSocket[] = [
  // Created by 700, which is gone; two workers and a hidden process hold it.
  { afd: { local: inet('0.0.0.0:8080'), remote: null },
    described: tcp('listening', { options: [{ name: 'SO_REUSEADDR', value: '1' }], asyncSelect: null }), windowProcess: null, references: 3,
    holders: [{ pid: 800, handle: 0x1a4, inheritable: true }, { pid: 801, handle: 0x1a4, inheritable: false }] },
  { afd: { local: inet('127.0.0.1:8080'), remote: inet('127.0.0.1:50000') }, described: tcp('established', { options: [], asyncSelect }),
    windowProcess: { pid: 801, name: 'worker.exe' }, references: 1,
    holders: [{ pid: 801, handle: 0x1b0, inheritable: false }] },
  { afd: { local: null, remote: null }, described: { ...tcp('unconnected'), kind: 'udp', type: 2 }, windowProcess: null, references: 1,
    holders: [{ pid: 800, handle: 0x200, inheritable: false }] },
];
const OWNERS = [owner('0.0.0.0:8080', 700), owner('127.0.0.1:8080', 801, { remote: '127.0.0.1:50000', state: 'close-wait' }),
  owner('0.0.0.0:445', 4), owner('127.0.0.1:8080', 0, { remote: '127.0.0.1:50001', state: 'time-wait' })];

function capture({ hidden = 5, sockets = SOCKETS }: { hidden?: number; sockets?: readonly FoundSocket[] } = {}): Capture {
  const made = assemble({
    header: { ...header, host: { name: 'pc', system: 'Windows 10' }, tier: 'handles', user: { id: 0, name: 'ann' },
      namespaces: [{ id: '', name: 'own', own: true, tables: 'owner-tables' }], hidden: { ...header.hidden, processes: hidden } },
    sockets, processes: [process(800, 'main.exe'), process(801, 'worker.exe')], owners: OWNERS,
    nameOf: (pid) => (pid === 4 ? 'System' : ''),
  });
  // In the form in which the program receives it: as lines, from another thread.
  const lines = [...captureLines(made)];
  for (const line of lines) expect(inventoryLine.safeParse(JSON.parse(line)).error).toBeUndefined();
  const read = readCapture(`${lines.join('\n')}\n`, 'the handle table').capture;
  expect([...captureLines(read)]).toEqual(lines);
  return read;
}

describe('a capture of Windows', () => {
  it('has every socket with kind and state, bound or not, the kernel\'s state before Winsock\'s', () => {
    const c = capture();
    const rows = Array.from({ length: c.sockets.length }, (_, s) => socketRow(c, s));
    expect(rows.map((r) => `${r.kind} ${r.state} ${r.local} ${r.remote} ${r.holders} ${r.creator} ${r.references}`)).toEqual([
      'tcp listening 0.0.0.0:8080  2 700 3', 'tcp close-wait 127.0.0.1:8080 127.0.0.1:50000 1 801 1', 'udp unconnected 0.0.0.0:0  1 null 1',
      'tcp listening 0.0.0.0:445  0 4 null', 'tcp time-wait 127.0.0.1:8080 127.0.0.1:50001 0 null null',
    ]);
    expect(rows[1]!.winsock).toEqual({ asyncSelect, windowProcess: { pid: 801, name: 'worker.exe' }, options: [] });
    expect(c.header.hidden.sockets).toBe(1);
  });

  it('calls out a creator that does not hold the socket, and no other', () => {
    const c = capture({ hidden: 0 });
    expect(Array.from({ length: c.sockets.length }, (_, s) => hazardsOf(c, s).map((h) => h.id))).toEqual([['creator-unlike-holder'], [],
      [], [], []]);
    expect(partsText(hazardsOf(c, 0)[0]!.sentence))
      .toBe(
      'The owner tables name process 700, which created TCP 0.0.0.0:8080 and no longer holds it: main.exe (800) and worker.exe (801) do.');
  });

  it('answers who: references without a visible holder, hidden holders, and sockets without an owner', () => {
    const c = capture();
    const [first, ...others] = whoRows(c, { kind: 'port', port: 8080 });
    expect(partsText(who(c, first!).why))
      .toBe(
      'TCP 0.0.0.0:8080 listens because main.exe (800) as descriptor 420 and worker.exe (801) as descriptor 420 hold it, '
        + 'and so does 1 reference of hidden processes: descriptors, or exports not yet imported (S7). It closes with the last one (S31).');
    expect(others.map((s) => socketRow(c, s).state)).toEqual(['close-wait', 'time-wait']);
    const [smb] = whoRows(c, { kind: 'port', port: 445 });
    expect(partsText(who(c, smb!).why))
      .toBe(
      'TCP 0.0.0.0:445 has no holder that user ann can see; 5 processes are hidden. The owner tables name System (4) as its creator, '
        + 'which can have closed it since. Run as administrator to see its holder.');
    expect(partsText(hazardsOf(c, smb!)[0]!.sentence)).toContain('Run as administrator');
  });

  it('tells a changed registration when two are compared', () => {
    const changed = SOCKETS.map((s,
      i) => (i === 1 ? { ...s, described: tcp('established', { options: [], asyncSelect: null }), windowProcess: null } : s));
    const [before, after] = [capture(), capture({ sockets: changed })];
    const { updated } = compareCaptures(before, after);
    expect(updated).toEqual([{ before: 1, after: 1 }]);
    expect(changeOf(before, after, updated[0]!).what)
      .toEqual(['WSAAsyncSelect: FD_READ|FD_CLOSE to window 0x200a4 as message 1025, then none']);
  });

  it('gives creators and references to CSV', () => {
    const rows = [...csvLines(capture(), [0, 3], String)];
    expect(rows[1]).toMatch(/,420,false,700,3\r\n$/);
    expect(rows[3]).toMatch(/,,,,,,4,\r\n$/);
  });
});
