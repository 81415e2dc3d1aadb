import { describe, expect, it } from 'vitest';
import { ipv6Text } from './address.ts';
import { fixture, header } from './capture.fixture.ts';
import { changeOf, compareCaptures } from './compare.ts';
import { countsOf } from './counts.ts';
import { csvLines } from './csv.ts';
import { inventoryJsonSchema, inventoryLine } from './file-format.ts';
import { groupColumns } from './groups.ts';
import { partsText } from './hazard-kinds.ts';
import { hazardsOf } from './hazards.ts';
import { join } from './join.ts';
import { kindNumber, maskNames } from './kinds.ts';
import { parseInet } from './parse-address.ts';
import { readCapture } from './read-file.ts';
import { socketRow, watcherRow } from './rows.ts';
import { SocketTable } from './socket-table.ts';
import { sorted } from './sort.ts';
import { who, whoRows, whoTarget } from './who.ts';
import { socketText } from './socket-text.ts';
import { captureLines } from './write-file.ts';

describe('a capture as a file', () => {
  const text = `${[...captureLines(fixture())].join('\n')}\n`;

  it('is read back unchanged', () => {
    const { capture, damage } = readCapture(text, 'x.ndjson');
    expect(damage).toBeNull();
    expect([...captureLines(capture)].join('\n')).toBe(text.trimEnd());
    expect(compareCaptures(fixture(), capture)).toEqual({ added: [], updated: [], removed: [] });
    expect(countsOf(capture)).toEqual(countsOf(fixture()));
  });

  it('has only lines that the published schema describes', () => {
    for (const line of text.trimEnd().split('\n')) expect(inventoryLine.safeParse(JSON.parse(line)).error).toBeUndefined();
  });

  it('is described by the schema that is published (vitest -u updates it)', async () => {
    await expect(`${JSON.stringify(inventoryJsonSchema(), null, 2)}\n`)
      .toMatchFileSnapshot('../../../assets/schema/handoff-inventory-1.json');
  });

  it('opens up to the damage and reports its place', () => {
    const lines = text.trimEnd().split('\n');
    const broken = [lines[0], lines[1], '{"record":"socket"}', ...lines.slice(3)].join('\n');
    const read = readCapture(broken, 'x.ndjson');
    expect(read.capture.sockets.length).toBe(1);
    expect(read.damage).toContain('Line 3 of x.ndjson is damaged');
    expect(readCapture(lines.slice(0, 3).join('\n'), 'x.ndjson').damage).toBe('x.ndjson is cut off; its 2 sockets were read.');
  });

  it.each([
    ['', 'not a capture of this program'],
    ['{"format":"handoff-trace/1"}', 'not a capture of this program'],
    ['{"record":"capture","format":"handoff-inventory/9"}', 'a capture of a newer version (handoff-inventory/9)'],
    ['{"record":"capture","format":"handoff-inventory/1"}', 'host: '],
  ])('%s is refused', (first, problem) => { expect(() => readCapture(`${first}\n`, 'x.ndjson')).toThrow(problem); });
});

it('CSV has one row per descriptor, quotes fields as needed, and contains no formulas', () => {
  const capture = fixture();
  const rows = [...csvLines(capture, [0, 1, 2, 3], String)];
  expect(rows).toHaveLength(1 + 5);
  expect(rows[5]).toContain(',200,"redis, ""the"" one",');
  expect(rows[4]).toMatch(/time-wait.*,,,,,,,\r\n$/);
});

it.each([
  ['=1+1', "'=1+1"], ['+1', "'+1"], ['-x', "'-x"], ['@x', "'@x"], ['＝1', "'＝1"], [' =1', "' =1"], ['-5', '-5'], ['a,b', '"a,b"'],
  ['a"b', '"a""b"'],
  ['a;b', '"a;b"'], ['a;=1', '"a;\'=1"'], ['a;"=1', '"a;\'""=1"'], ['a\nb', 'a\\nb'], ['\r=1', '\\r=1'], ['\t=1', '\\t=1'],
  ['\u001b[31m', '\\x1b[31m'], ['\u202ea', '\\u{202e}a'],
])('CSV holds a process called %j as %s', (name, written) => {
  const capture = fixture();
  const named = { ...capture, processes: capture.processes.map((p) => ({ ...p, name })) };
  const [, row] = csvLines(named, [3], String);
  expect(row).toContain(`,200,${written},`);
  expect(row!.split(/[\r\n]+/)).toHaveLength(2);
});

it('keeps a byte order mark in a name', () => {
  const capture = fixture();
  const lines = [...captureLines(capture)].map((line) => line.replace('/run/redis.sock', '@\ufeffredis'));
  expect(socketRow(readCapture(lines.join('\n'), 'x').capture, 3).local).toBe('@\ufeffredis');
});

describe('two captures compared', () => {
  it('list added, removed and updated sockets, by socket and not by row', () => {
    const [before, after] = [fixture({ redis: false, unread: 5 }), fixture({ unread: 9 })];
    const changes = compareCaptures(before, after);
    expect(changes).toEqual({ added: [3], updated: [{ before: 1, after: 1 }], removed: [] });
    expect(changeOf(before, after, changes.updated[0]!).what).toEqual(['receive queue: 5, then 9']);
    expect(compareCaptures(after, before).removed).toEqual([3]);
  });
});

describe('who', () => {
  it.each([
    ['8080', { kind: 'port', port: 8080 }], [':80', { kind: 'port', port: 80 }],
    ['127.0.0.1:80', { kind: 'address', host: '127.0.0.1', port: 80 }],
    ['[::1]:80', { kind: 'address', host: '::1', port: 80 }], ['::1', { kind: 'address', host: '::1', port: null }],
    ['localhost:1', { kind: 'address', host: '127.0.0.1', port: 1 }],
    ['/run/x.sock', { kind: 'path', path: '/run/x.sock' }], ['./x.sock', { kind: 'path', path: './x.sock' }],
    ['[0:0::1]:80', { kind: 'address', host: '::1', port: 80 }], ['FE80:0:0::1', { kind: 'address', host: 'fe80::1', port: null }],
    ['@name', { kind: 'path', path: '@name' }], ['70000', null], ['nginx', null], ['', null],
  ])('understands %s', (text, target) => { expect(whoTarget(text)).toEqual(target); });

  it('names holders with provenance, watchers and the why, listeners first', () => {
    const capture = fixture();
    const rows = whoRows(capture, { kind: 'port', port: 8080 });
    expect(rows).toEqual([0, 1, 2]);
    const answer = who(capture, 0);
    expect(answer.holders.map((h) => h.provenance)).toEqual([
      'opened here or received; also held by the child nginx (101)',
      'inherited from its parent nginx (100), which holds it under the same number',
    ]);
    expect(partsText(answer.why))
      .toBe(
      'TCP 127.0.0.1:8080 listens because nginx (100) as descriptor 6 and nginx (101) as descriptor 6 hold it: it closes '
        + 'when the last of the 2 descriptors is closed (P16).');
    expect(partsText(who(capture, 2).why)).toContain('keeps it for a minute after the close');
    expect(whoRows(capture, { kind: 'path', path: '/run/redis.sock' })).toEqual([3]);
  });
});

it('hazards describe the problem, and whether hidden processes could disprove it', () => {
  expect(hazardsOf(fixture(), 3).map((h) => partsText(h.sentence)))
    .toEqual(
    ['/run/redis.sock listens; redis, "the" one (200) holds it, but neither watches it with epoll nor waits in accept. '
      + 'Clients connect and are not served.']);
  const [stale] = hazardsOf(fixture(), 1);
  expect(stale).toMatchObject({ id: 'stale-epoll-item', certain: true });
  expect(hazardsOf(fixture({ hidden: 3 }), 1)[0]).toMatchObject({ id: 'stale-epoll-item', certain: false });
});

it('rows, groups and sorting agree', () => {
  const capture = fixture();
  expect(socketRow(capture, 0)).toMatchObject({ holders: 2, watchers: 1, stale: 0, sure: 'kcmp',
    processes: [{ pid: 100, descriptors: [6] }, { pid: 101, descriptors: [6] }] });
  expect(watcherRow(capture, 1)).toMatchObject({ descriptor: 9, stale: true, events: ['EPOLLIN', 'EPOLLET'], data: '0xffff888000000001' });
  const groups = groupColumns(capture, Uint32Array.of(0, 1), 10);
  expect(groups).toMatchObject({ label: ['8080', '8080'], holderProcess: [0, 1, 1], holderSocket: [0, 0, 1], watchStale: [0, 1],
    marks: [0, 1], total: 2 });
  expect([...sorted(capture, Uint32Array.of(0, 1, 2, 3), 'holders', true)]).toEqual([0, 1, 3, 2]);
  expect(header.namespaces).toHaveLength(1);
});

const NO_REGISTRATIONS = { length: 0, instance: new Uint32Array(0), descriptor: new Int32Array(0), mask: new Uint32Array(0),
  data: new BigUint64Array(0), inode: new Uint32Array(0) };

it('a socket that a dump lists twice is one, with the state of the later row', () => {
  const table = new SocketTable(1);
  for (const [inode, cookie, state, remotePort] of [[7, 1n, 13, 0], [8, 2n, 10, 0], [7, 1n, 1, 443], [9, 3n, 1, 80]] as const) {
    const s = table.add(inode);
    const c = table.columns;
    [c.kind[s], c.family[s], c.cookie[s], c.state[s]] = [kindNumber('tcp'), 2, cookie, state];
    [c.localPort[s], c.remotePort[s]] = [5000, remotePort];
    c.address.set([127, 0, 0, inode], 32 * s);
  }
  const walked = { processes: [fixture().processes[0]!], start: Uint32Array.of(0, 1), descriptor: Uint32Array.of(5),
    inode: Uint32Array.of(77) };
  const capture = join({ header, table, instances: [], walked, registrations: NO_REGISTRATIONS }, () => {});
  expect([0, 1, 2, 3].map((s) => socketRow(capture, s)).map(({ inode, state, local, remote }) => [inode, state, local, remote])).toEqual([
    ['7', 'established', '127.0.0.7:5000', '0.0.0.0:443'], ['8', 'listening', '127.0.0.8:5000', ''],
    ['9', 'established', '127.0.0.9:5000', '0.0.0.0:80'], ['77', 'unknown', '', '']]);
  expect([capture.sockets.length, capture.sockets.cookie[3], capture.sockets.localPort[3]]).toEqual([4, 0n, 0]);
});

describe('addresses', () => {
  it('of a socket that no table has are none', () => {
    const table = new SocketTable(1);
    const s = table.add(7);
    [table.columns.kind[s], table.columns.family[s]] = [kindNumber('vsock'), 40];
    const walked = { processes: [], start: new Uint32Array(1), descriptor: new Uint32Array(0), inode: new Uint32Array(0) };
    const row = () => socketRow(join({ header, table, instances: [], walked, registrations: NO_REGISTRATIONS }, () => {}), s);
    expect([row().local, row().remote, socketText(row())]).toEqual(['', '', 'vsock socket']);
    table.columns.state[s] = 10;
    expect(row().local).toBe('0:0');
  });

  it.each(['[::]:0', '[::1]:80', '[2001:db8::1]:65535', '[1:2:3:4:5:6:7:8]:1', '[::ffff:127.0.0.1]:9', '[fe80::1:0:0:1]:5',
    '[1:0:0:2::3]:4'])('%s is written unchanged', (
    text,
  ) => {
    const parsed = parseInet(text)!;
    expect(`[${ipv6Text(parsed.bytes, 0)}]:${parsed.port}`).toBe(text);
  });

  it.each(['[::1]', '1.2.3:4', '1.2.3.400:5', '[1:2]:3', '[::1::]:4', '1.2.3.4:70000'])('%s is none',
    (text) => { expect(parseInet(text)).toBeNull(); });
});

it('masks are named, and a fired one-shot is distinguished (P22)', () => {
  expect(maskNames(0x19)).toEqual(['EPOLLIN']);
  expect(maskNames(0x40000000)).toEqual(['EPOLLONESHOT (fired)']);
  expect(maskNames(0x40000001)).toEqual(['EPOLLIN', 'EPOLLONESHOT']);
  expect(maskNames(0x18)).toEqual(['EPOLLERR', 'EPOLLHUP']);
});
