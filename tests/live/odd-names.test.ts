/** Names that forge lines, color terminals, start formulas or are not UTF-8: made visible, quoted, exact in JSON. */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { textOfBytes } from '../../app/shared/base/foreign-bytes.ts';
import { SocketTable } from '../../app/shared/live/socket-table.ts';
import { readNetFile } from '../../native-bridge/linux/live/proc-net.ts';
import { outForOthers } from '../support/others-out.ts';
import { handoff } from './support/cli.ts';
import { holderFor } from './support/scene.ts';
import { SEERS } from './support/seers.ts';
import { type Started, startProgram } from './support/started.ts';

/** 15 bytes, the most that a process name can have. */
const NAME = Buffer.from('=1)\u001b[31m\n,"\xff;-1', 'latin1');
const SHOWN = String.raw`=1)\x1b[31m\n,"\xff;-1`;
/** A row of /proc/net/unix, in a path. */
const FORGED = '0000000000000000: 00000002 00000000 00010000 0001 01 99999 forged';
let folder: string;
let path: Buffer;
let program: Started;
let [fd, port] = [-1, 0];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'o-'));
  chmodSync(folder, 0o777);
  path = Buffer.concat([Buffer.from(`${folder}/\n`), Buffer.from(FORGED), Buffer.from([0xff])]);
  program = holderFor('odd-names', { uid: 65_534, args: [NAME.toString('hex'), path.toString('hex')] });
  await program.says(/^ready$/);
  ({ fd, port } = JSON.parse(program.lines[0]!) as { fd: number; port: number });
});
afterAll(async () => {
  await program.stop();
  rmSync(folder, { recursive: true, force: true });
});

const shownPath = (): string => `${folder}/\\n${FORGED}\\xff`;

it.each(SEERS)('on a terminal one line each, by %s', (_name, seer) => {
  const { code, out } = handoff(['scan', `pid:${program.pid}`, 'listening', 'unix', ...seer.args], seer);
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

it.each(SEERS)('one line each and exact in JSON through who and watch, by %s', async (_name, { args, uid }) => {
  const who = (...more: readonly string[]) => handoff(['who', String(port), ...args, ...more], uid === undefined ? {} : { uid }).out;
  const named = `${SHOWN} (${program.pid})`;
  expect(who().split('\n').filter((line) => line.includes(named)).length).toBeGreaterThan(1);
  expect(who()).not.toMatch(/(?!\n)\p{Cc}/u);
  expect(who('--json')).toContain(`"name":${JSON.stringify(textOfBytes(NAME))}`);
  const cli = uid === undefined ? resolve('out/main/cli.js') : join(outForOthers(), 'cli.js');
  const watch = startProgram(process.execPath, [cli, 'watch', String(port), ...args], { cwd: '/', ...(uid === undefined ? {} : { uid }) });
  try {
    expect(await watch.says(/ listens, held by/)).toContain(`TCP 127.0.0.1:${port} listens, held by ${named} as descriptor `);
  } finally {
    await watch.stop();
  }
  expect(watch.lines.join('')).not.toMatch(/\p{Cc}/u);
});

it('the text table of unix sockets has no forged row either', () => {
  const table = new SocketTable();
  readNetFile('self', 'unix', table, []);
  expect(table.columns.inode.subarray(0, table.length)).not.toContain(99_999);
});
