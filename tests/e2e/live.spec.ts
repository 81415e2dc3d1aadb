/**
 * The live view on a machine with ten thousand descriptors more: search, graph and table, changes, fetch, and a session from a live socket.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { faultsInBoth } from './axe.ts';
import { expect, test } from './fixtures.ts';
import { ROOT } from './hosts/inspector.ts';
import { peers } from './processes.ts';
import { ask } from './wire.ts';
import { plural } from '../../app/shared/format/values.ts';
import { strings as live } from '../../app/renderer/live/strings.ts';
import { pattern } from './text.ts';
const DESCRIPTORS = pattern(plural(NaN, 'descriptor'));

interface Load {
  port: number;
  pids: number[];
  child: ChildProcess;
}

/** Each process holds two descriptors a pair, and the listener; `heirs` of them inherit it. */
async function startLoad(pairs: number, heirs: number): Promise<Load> {
  const child = spawn(process.execPath, [join(ROOT, 'tests', 'e2e', 'live-load.mjs'), String(pairs), String(heirs)],
    { stdio: ['pipe', 'pipe', 'inherit'] });
  for await (const line of createInterface(child.stdout)) return { ...(JSON.parse(line) as Pick<Load, 'port' | 'pids'>), child };
  throw new Error('The load ended before it was complete');
}

async function stop({ child }: Load): Promise<void> {
  const ended = new Promise((done) => { child.once('exit', done); });
  child.stdin!.end();
  await ended;
}

test('ten thousand descriptors: a port is found, with all its holders, in table and graph', async ({ app }) => {
  test.skip(process.platform !== 'linux', 'not run: the live view of this system is looked at under Wine');
  test.setTimeout(120_000);
  const load = await startLoad(1000, 4);
  try {
    await app.getByTestId('open-live').click();
    await expect(app.getByTestId('live-counts')).toContainText(DESCRIPTORS, { timeout: 30_000 });
    const descriptors = Number(DESCRIPTORS.exec(await app.getByTestId('live-counts').innerText())![1]);
    expect(descriptors).toBeGreaterThanOrEqual(10_000);

    // Another socket of the machine might have that port at its other end, or have had it a moment ago.
    await app.getByTestId('live-filter').fill(`port ${load.port} listening`);
    await expect(app.getByTestId('live-total')).toHaveText(/^1 socket\b/);
    const row = app.getByTestId('live-row-0');
    await expect(row).toContainText(`127.0.0.1:${load.port}`);
    // The only one is selected, and gone again where nothing is found.
    const detail = app.getByTestId('live-detail');
    await expect(detail).toContainText('listening');
    await app.getByTestId('live-filter').fill(`port ${load.port} listening process:nothing-has-this-name`);
    await expect(detail).toHaveText(live.detail.choose);
    await app.getByTestId('live-filter').fill(`port ${load.port} listening`);
    await expect(row).toContainText(`127.0.0.1:${load.port}`);
    await row.click();
    await expect(detail).toContainText('listening');
    await expect(detail.getByTestId('live-holder')).toHaveCount(load.pids.length);
    for (const pid of load.pids) await expect(detail).toContainText(String(pid));
    await expect(app.getByTestId('live-why')).not.toBeEmpty();

    // The graph has the same thing, and says it when one goes there by keyboard.
    const graph = app.getByTestId('live-graph');
    await expect(graph).toHaveAccessibleName(/^1 socket/);
    await graph.focus();
    await graph.press('ArrowRight');
    await expect(app.locator('output[aria-live]')).toContainText(String(load.port));

    await app.getByTestId('live-filter').fill('port:abc');
    await expect(app.getByRole('alert').first()).toContainText('port');
    await app.getByTestId('live-filter').fill('');
    expect(await faultsInBoth(app)).toEqual([]);
  } finally {
    await stop(load);
  }
});

test('changes between two captures are highlighted and listed; a copy is fetched after consent, stepped through, and released',
  async ({ app }) => {
    test.skip(process.platform !== 'linux', 'not run: the live view of this system is looked at under Wine');
    test.setTimeout(120_000);
    await app.getByTestId('open-live').click();
    await expect(app.getByTestId('live-counts')).toContainText(DESCRIPTORS, { timeout: 30_000 });
    const load = await startLoad(2, 1);
    try {
      await app.getByTestId('live-scan').click();
      await app.getByTestId('live-filter').fill(`port ${load.port} listening`);
      await expect(app.getByTestId('live-total')).toHaveText(/^1 socket\b/, { timeout: 30_000 });
      await expect(app.getByTestId('live-row-0')).toHaveAttribute('data-change', 'added');
      await app.getByTestId('live-list-changes').click();
      await expect(app.getByTestId('live-change-list')).toContainText(`127.0.0.1:${load.port}`);
      await app.getByTestId('live-list-changes').click();

      await app.getByTestId('live-row-0').click();
      await app.getByTestId('live-fetch').first().click();
      await expect(app.getByRole('dialog')).toContainText('one more holder');
      await app.getByTestId('live-fetch-confirm').click();
      await expect(app.getByTestId('live-fetched')).toContainText('SO_');
      await app.getByTestId('live-session').click();
      // Main's copy and the real holders, in one picture.
      await expect(app.getByTestId('node-socket-1')).toHaveAttribute('data-references', String(load.pids.length + 1));
      await expect(app.getByTestId('graph')).toContainText(String(load.pids[1]));
      await app.getByTestId('leave').click();
      await expect(app.getByTestId('live-fetched')).toHaveCount(0);
    } finally {
      await stop(load);
    }
  });

test('a slow start of a session from a copy shows its progress and can be cancelled: the copy stays',
  async ({ app, inspector }) => {
    test.skip(process.platform !== 'linux', 'not run: the live view of this system is looked at under Wine');
    test.skip(inspector.kind === 'electron', 'not run: the window is drawn by the process that would have to be stopped');
    test.setTimeout(120_000);
    const load = await startLoad(2, 1);
    try {
      await app.getByTestId('open-live').click();
      await expect(app.getByTestId('live-counts')).toContainText(DESCRIPTORS, { timeout: 30_000 });
      await app.getByTestId('live-filter').fill(`port ${load.port} listening`);
      await app.getByTestId('live-row-0').click();
      await app.getByTestId('live-fetch').first().click();
      await app.getByTestId('live-fetch-confirm').click();
      const copies = app.getByTestId('live-fetched');
      await expect(copies).toContainText('SO_');
      const before = peers(inspector.pid);

      // A host that has no time, as on a machine with much to do.
      process.kill(inspector.pid, 'SIGSTOP');
      try {
        await app.getByTestId('live-session').click();
        await expect(app.getByTestId('working')).toContainText(live.copies.finding);
        await app.getByTestId('cancel-work').click();
      } finally {
        process.kill(inspector.pid, 'SIGCONT');
      }
      await expect(app.getByTestId('working')).toHaveCount(0);
      await expect(copies).toContainText('SO_');
      await expect(app.getByTestId('graph')).toHaveCount(0);
      await expect(app.getByRole('alert')).toHaveCount(0);
      expect(await ask(app, 'session.list', {})).toEqual([]);
      expect(peers(inspector.pid)).toEqual(before);

      await app.getByTestId('live-session').click();
      await expect(app.getByTestId('node-socket-1')).toHaveAttribute('data-references', String(load.pids.length + 1));
    } finally {
      await stop(load);
    }
  });
