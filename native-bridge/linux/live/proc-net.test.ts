import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { SocketTable } from '../../../app/shared/live/socket-table.ts';
import { type Started, startProgram } from '../../../tests/live/support/started.ts';
import { readNetFile, unixRows } from './proc-net.ts';

const folder = mkdtempSync(join(tmpdir(), 'handoff-unix-'));
const started: Started[] = [];
afterAll(async () => {
  await Promise.all(started.map((program) => program.stop()));
  rmSync(folder, { recursive: true, force: true });
});

const reason = spawnSync('unshare', ['-rn', 'true']).status === 0 ? null : 'this machine does not permit new network namespaces';
const LISTENS = `for (const path of process.argv.slice(1)) require('net').createServer().listen(JSON.parse(path));
  setImmediate(() => console.log('up')); process.stdin.resume();`;

/** The names of unix sockets, and the notes, in a new network namespace where a program listens at the paths. */
async function listed(...paths: readonly string[]): Promise<{ names: string[]; notes: string[] }> {
  const program = startProgram('unshare', ['-rn', process.execPath, '-e', LISTENS, ...paths.map((path) => JSON.stringify(path))]);
  started.push(program);
  await program.says(/^up$/);
  const [table, notes]: [SocketTable, string[]] = [new SocketTable(), []];
  expect(readNetFile(String(program.pid), 'unix', table, notes)).toBe(true);
  const { text, columns } = table.pack();
  const names = Array.from({ length: table.length },
    (_, s) => Buffer.from(text.subarray(columns.nameAt[s], columns.nameAt[s]! + columns.nameLength[s]!)).toString());
  // Node fills abstract names up with NULs.
  return { names: names.map((name) => name.replace(/\0+$/, '')).filter((name) => name !== '').sort(), notes };
}

describe.skipIf(reason !== null).each([reason ?? 'unix sockets of /proc/PID/net/unix'])('%s', () => {
  it('keep a name with line ends in one piece, and in one row', async () => {
    const [path, abstract] = [join(folder, 'a\nb\n\nc'), '\0handoff\nx y z\n'];
    expect(await listed(path, abstract)).toEqual({ names: [abstract, path], notes: [] });
  });

  it('are counted, so that a name that imitates a whole row is noticed', async () => {
    const { notes } = await listed('\0a\n0000000000000000: 00000002 00000000 00010000 0001 01 99999 /run/x');
    expect(notes).toEqual(['The table of unix sockets lists more than there are (by 1): a name with a line end in it can imitate a row.']);
  });
});

const noRoot = process.getuid?.() !== 0;
it.skipIf(noRoot).each([noRoot ? 'not run: only root can become another user' : 'unix sockets'])(
  '%s in a folder that this user cannot search are listed', async () => {
    const path = join(folder, 'private');
    const servers = await Promise.all([path, `${path}-too`].map(async (name) => {
      const server = createServer().listen(name);
      await once(server, 'listening');
      return server;
    }));
    const table = new SocketTable();
    process.seteuid!(65_534);
    try {
      expect(readNetFile('self', 'unix', table, [])).toBe(true);
    } finally {
      process.seteuid!(0);
    }
    for (const server of servers) server.close();
    expect(Buffer.from(table.pack().text).toString('latin1')).toContain(path);
  });

it('rows equal the rows of the kernel', () => {
  const row = (inode: string, name = '') => `0000000000000000: 00000002 00000000 00010000 0001 01 ${inode}${name}`;
  expect(unixRows(`Num\n${row('    7')}\n${row('12345678', ' /a')}\n`)).toEqual([row('    7'), row('12345678', ' /a')]);
  for (const line of ['x: 1 2 3 4 5 6 /x', row('7'), row('12345').replace('00010000', '10000'),
    row('12345').replace('0000000000000000', 'ABCDEF0123456789')]) {
    expect(unixRows(`Num\n${row('    7', ' /a')}\n${line}\n`)).toEqual([`${row('    7', ' /a')}\n${line}`]);
  }
});
