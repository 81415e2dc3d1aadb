/** Names that forge lines, color terminals, start formulas or are not UTF-8: made visible, quoted, exact in JSON. */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { textOfBytes } from '../../app/shared/base/foreign-bytes.ts';
import { SocketTable } from '../../app/shared/live/socket-table.ts';
import { readNetFile } from '../../native-bridge/linux/live/proc-net.ts';
import { handoff } from './support/cli.ts';
import { holderFor } from './support/scene.ts';
import { SEERS } from './support/seers.ts';
import type { Started } from './support/started.ts';

/** 15 bytes, the most that a process name can have. */
const NAME = Buffer.from('=1)\u001b[31m\n,"\xff;-1', 'latin1');
const SHOWN = String.raw`=1)\x1b[31m\n,"\xff;-1`;
/** A row of /proc/net/unix, in a path. */
const FORGED = '0000000000000000: 00000002 00000000 00010000 0001 01 99999 forged';
let folder: string;
let path: Buffer;
let program: Started;
let fd: number;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'o-'));
  chmodSync(folder, 0o777);
  path = Buffer.concat([Buffer.from(`${folder}/\n`), Buffer.from(FORGED), Buffer.from([0xff])]);
  program = holderFor('odd-names', { uid: 65_534, args: [NAME.toString('hex'), path.toString('hex')] });
  await program.says(/^ready$/);
  ({ fd } = JSON.parse(program.lines[0]!) as { fd: number });
});
afterAll(async () => {
  await program.stop();
  rmSync(folder, { recursive: true, force: true });
});

const shownPath = (): string => `${folder}/\\n${FORGED}\\xff`;

it.each(SEERS)('on a terminal one line each, by %s', (_name, seer) => {
  const { code, out } = handoff(['scan', `pid:${program.pid}`, 'listening', ...seer.args], seer);
  const [first, second] = out.split('\n');
  expect([code, first]).toEqual([0, `unix    listening    ${shownPath()} ${SHOWN} (${program.pid}) ${fd}  [no acceptor]`]);
  expect(second).toMatch(/^1 of \d+ sockets/);
  expect(out).not.toMatch(/(?!\n)\p{Cc}/u);
});

it.each(SEERS)('exact in JSON, and quoted in CSV, by %s', (_name, seer) => {
  const line = handoff(['scan', `pid:${program.pid}`, '--ndjson', ...seer.args], seer).out.split('\n').find((l) => l.includes('forged'))!;
  expect(JSON.parse(line)).toMatchObject({ local: textOfBytes(path), holders: [{ name: textOfBytes(NAME), pid: program.pid }] });
  const rows = handoff(['scan', `pid:${program.pid}`, '--csv', ...seer.args], seer).out.split('\r\n');
  expect(rows.filter((r) => r.includes('forged'))).toHaveLength(1);
  expect(rows.find((r) => r.includes('forged'))).toContain(`"'${SHOWN.replace('"', '""').replace(';-1', ";'-1")}"`);
});

it('the text table of unix sockets has no forged row either', () => {
  const table = new SocketTable();
  readNetFile('self', 'unix', table, []);
  expect(table.columns.inode.subarray(0, table.length)).not.toContain(99_999);
});
