/** Bring your own process: bytes decoded, a socket given to a program that is not ours, and one taken from it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { faultsInBoth } from './axe.ts';
import { expect, test } from './fixtures.ts';
import { OUT } from './hosts/inspector.ts';
import { needProvider, open, position, step, trace } from './session.ts';
import { strings as own } from '../../app/renderer/external-process/strings.ts';

function handoff(...args: string[]): { child: ChildProcess; says(pattern: RegExp): Promise<RegExpExecArray> } {
  const child = spawn(process.execPath, [join(OUT, 'main', 'cli.js'), ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
  let said = '';
  const listeners = new Set<() => void>();
  const hear = (text: Buffer) => {
    said += text.toString();
    for (const look of listeners) look();
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  return {
    child,
    says: (pattern) => new Promise((resolve, reject) => {
      const look = () => {
        const found = pattern.exec(said);
        if (found) resolve(found);
      };
      listeners.add(look);
      child.once('exit', () => reject(new Error(`It ended without saying ${String(pattern)}: ${said}`)));
      look();
    }),
  };
}

test('pasted bytes are decoded, in any dress', async ({ app }) => {
  await app.getByTestId('own-open').click();
  const blob = Buffer.alloc(628);
  blob.writeInt32LE(2, 76);
  await app.getByTestId('own-bytes').fill(blob.toString('hex').replace(/(..)/g, '$1 '));
  await expect(app.getByTestId('own-decoded')).toContainText('iAddressFamily');
  expect(await faultsInBoth(app)).toEqual([]);
  await app.getByTestId('own-bytes').fill('12 34');
  await expect(app.getByTestId('own-problem')).toContainText('a WSAPROTOCOL_INFOW has 628 bytes, not 2');
  await app.keyboard.press('Escape');
  await expect(app.getByTestId('own-bytes')).toHaveCount(0);
});

test('gives a socket to a process after looking up its id, and takes one back', async ({ app }) => {
  await needProvider(app, 'linux');
  const folder = mkdtempSync(join(tmpdir(), 'handoff-own-'));
  const children: ChildProcess[] = [];
  try {
    await open(app, 'linux', 'linux/hand-a-connection-over');
    for (let i = 0; i < 3; i++) await step(app);
    const place = `unix:${join(folder, 'a')}`;
    const taker = handoff('take', '--from', place);
    children.push(taker.child);
    const pid = (await taker.says(/process (\d+) waits/))[1]!;
    await app.keyboard.press('o');
    await app.getByTestId('own-pid').fill('99999999');
    await app.keyboard.press('Enter');
    await expect(app.getByTestId('own-pid-problem')).toContainText('no process has the id 99999999');
    await app.getByTestId('own-pid').fill(pid);
    await app.keyboard.press('Enter');
    await expect(app.getByTestId('own-process')).toContainText(pid);
    await expect(app.getByTestId('own-process')).toContainText(own.process.started);
    await app.getByTestId('own-place').fill(place);
    expect(await faultsInBoth(app)).toEqual([]);
    await app.getByTestId('own-give').click();
    await expect(app.getByTestId('own-given')).toContainText(own.give.taken(Number(pid)));
    await taker.says(/descriptor \d+ from process/);
    await app.keyboard.press('Escape');
    await expect.poll(() => position(app)).toEqual({ at: 4, of: 21 });
    await expect(app.getByTestId('graph')).toContainText(new RegExp(`-${pid}`));

    await app.keyboard.press('o');
    await app.getByTestId('own-tab-take').click();
    const back = `unix:${join(folder, 'b')}`;
    await app.getByTestId('own-place').fill(back);
    await app.getByTestId('own-take').click();
    await expect(app.getByTestId('own-cancel')).toBeVisible();
    const giver = handoff('give', '--to', back);
    children.push(giver.child);
    await expect(app.getByTestId('own-taken')).toContainText('$taken');
    await app.getByTestId('own-close').click();
    await app.keyboard.press('`');
    await app.getByTestId('console-line').fill('send fd=$taken data="hello there"');
    await app.keyboard.press('Escape');
    await app.keyboard.press('Enter');
    await giver.says(/received "hello there"/);
    expect((await trace(app)).steps().flatMap((s) => s.divergences.filter((d) => d.knownDifference === null))).toEqual([]);
  } finally {
    for (const child of children) child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  }
});
