/** A program of the user is recorded and debugged from the window. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import type { Page } from '@playwright/test';
import { strings as store } from '../../app/renderer/store/strings.ts';
import { strings as bar } from '../../app/renderer/top-bar/strings.ts';
import { faultsInBoth } from './axe.ts';
import { expect, test } from './fixtures.ts';
import { PROGRAMS, fill, processesOf } from './programs.ts';
import { outOfReach } from './reach.ts';
import { position } from './session.ts';

let python = '';

test.beforeAll(() => {
  test.skip(process.platform !== 'linux', 'not run: programs are recorded on Linux');
  // The interpreter itself, not a script that starts it.
  python = execFileSync('python3', ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' }).trim();
});

async function record(app: Page, ...command: string[]): Promise<void> {
  await fill(app, command);
  await app.getByTestId('program-record').click();
  await app.getByTestId('program-confirm').click();
}

async function debug(app: Page, holds: string, ...command: string[]): Promise<void> {
  await fill(app, command, holds);
  await app.getByTestId('program-debug').click();
  await app.getByTestId('program-confirm').click();
}

test('a program is recorded: question, steps, limits, its end', async ({ app }) => {
  await fill(app, [python, 'leak.py']);
  await app.getByTestId('program-environment').fill('HANDOFF_TEST=secret');
  await app.getByTestId('program-record').click();
  const question = app.getByTestId('program-question');
  await expect(question).toContainText(python);
  await expect(question.locator('.words li')).toHaveText([python, 'leak.py']);
  await expect(question).toContainText(PROGRAMS);
  await expect(question).toContainText('HANDOFF_TEST');
  await expect(question).not.toContainText('secret');
  await app.getByTestId('program-confirm').click();
  await expect(app.getByTestId('program-bar')).toHaveAttribute('data-status', 'ended');
  await expect(app.getByTestId('program-end')).toHaveText('exited with code 0');
  await expect(app.getByTestId('recording-limits')).toContainText(bar.recording.complete);
  await expect(app.getByTestId('graph')).toContainText('sleep');
  await expect(app.getByTestId('position')).toContainText(/^(\d+) of \1$/);
});

test('a program is debugged by keyboard: held, stepped, refused', async ({ app }) => {
  await app.getByTestId('open-program').focus();
  await app.keyboard.press('Enter');
  await app.getByTestId('program-command').focus();
  await app.keyboard.type(`${python} leak.py`);
  await app.getByTestId('program-folder').focus();
  await app.keyboard.press('Control+a');
  await app.keyboard.type(PROGRAMS);
  await app.getByTestId('program-holds').focus();
  await app.keyboard.press('Control+a');
  await app.keyboard.type('call:socket');
  await app.getByTestId('program-debug').focus();
  await app.keyboard.press('Enter');
  await expect(app.getByTestId('program-question')).toBeVisible();
  await app.getByTestId('program-confirm').focus();
  await app.keyboard.press('Enter');
  const held = app.getByTestId('held');
  await expect(app.getByTestId('held-call')).toContainText('socket(');
  await expect(app.getByTestId('held-changes')).toContainText('socket');
  await expect(app.getByTestId('held-remaining')).toContainText('second');
  await app.keyboard.press('F10');
  await expect(held).toContainText('step of the thread');
  await expect(app.getByTestId('held-facts')).toContainText('socket:[');
  await app.keyboard.press('F9');
  await expect(held).toContainText('step of the process');
  await app.getByTestId('condition-field').focus();
  await app.keyboard.type('call:bind');
  await app.keyboard.press('Enter');
  await expect(app.getByTestId('condition')).toHaveText(['call:socket', 'call:bind']);
  if (!(await app.getByTestId('held-call').textContent())!.startsWith('bind(')) await app.keyboard.press('F5');
  await expect(app.getByTestId('held-call')).toContainText('bind(');
  await app.getByTestId('held-error').selectOption('EACCES');
  await app.getByTestId('held-refuse').focus();
  await app.keyboard.press('Enter');
  await expect(app.getByTestId('program-end')).toHaveText('exited with code 1');
  await expect(app.getByTestId('program-end')).toHaveAttribute('data-tone', 'bad');
  await expect(app.getByTestId('program-output')).toHaveAttribute('open', '');
  await expect(app.getByTestId('program-output')).toContainText('Traceback');
  await expect(held).toHaveCount(0);
  await app.getByTestId('tab-log').click();
  await expect(app.getByTestId('log-table')).toContainText('EACCES');
});

test('steps grow while the program runs, Detach leaves it running, and Shift F5 ends it', async ({ app }) => {
  const words = [python, '-c', 'import socket, time; s = socket.create_server(("127.0.0.1", 0)); time.sleep(64); ' + process.pid];
  await record(app, ...words);
  await expect(app.getByTestId('graph')).toContainText('listening');
  await expect(app.getByTestId('program-bar')).toHaveAttribute('data-status', 'running');
  await app.getByTestId('program-detach').click();
  await expect(app.getByTestId('program-bar')).toHaveAttribute('data-status', 'ended');
  expect(processesOf(...words)).toHaveLength(1);
  for (const pid of processesOf(...words)) process.kill(pid, 'SIGKILL');
  const again = async () => {
    await app.getByTestId('leave').click();
    await app.getByTestId('open-program').click();
    await app.getByTestId('program-recent').getByRole('button').first().click();
    await app.getByTestId('program-record').click();
    await app.getByTestId('program-confirm').click();
    await expect(app.getByTestId('graph')).toContainText('listening');
  };
  await again();
  await app.keyboard.press('Shift+F5');
  await expect(app.getByTestId('program-end')).toHaveText('ended by SIGTERM');
  expect(processesOf(...words)).toEqual([]);
  // One F5 too many does not play it from the start.
  const last = await position(app);
  await app.keyboard.press('F5');
  expect(await position(app)).toEqual(last);
  await again();
  await app.getByTestId('leave').click();
  await expect(app.getByTestId('done')).toHaveText(store.program.left);
  expect(processesOf(...words)).toHaveLength(1);
  for (const pid of processesOf(...words)) process.kill(pid, 'SIGKILL');
});

test('a program that is held continues when the page is closed', async ({ app, inspector }) => {
  const words = [python, '-c', 'import socket, time; s = socket.create_server(("127.0.0.1", 0)); time.sleep(65); ' + process.pid];
  await debug(app, 'call:socket', ...words);
  await expect(app.getByTestId('held')).toBeVisible();
  const [pid] = processesOf(...words);
  await inspector.stop();
  await expect.poll(() => readFileSync(`/proc/${pid}/status`, 'utf8')).toMatch(/TracerPid:\t0\n/);
  expect(processesOf(...words)).toEqual([pid]);
  process.kill(pid!, 'SIGKILL');
});

test('a program that is held continues when the host is killed', async ({ app, hostKind, inspector }) => {
  test.skip(hostKind !== 'web', 'not run: the stand-in and its page are one process');
  const words = [python, '-c', 'import socket, time; s = socket.create_server(("127.0.0.1", 0)); time.sleep(67); ' + process.pid];
  await debug(app, 'call:socket', ...words);
  await expect(app.getByTestId('held')).toBeVisible();
  const [pid] = processesOf(...words);
  process.kill(inspector.pid, 'SIGKILL');
  await expect.poll(() => readFileSync(`/proc/${pid}/status`, 'utf8')).toMatch(/TracerPid:\t0\n/);
  expect(processesOf(...words)).toEqual([pid]);
  process.kill(pid!, 'SIGKILL');
});

test('form, question and held call can be used in small windows', async ({ app }) => {
  test.setTimeout(120_000);
  const fits = async (what: string) => {
    for (const size of [{ width: 1280, height: 800 }, { width: 900, height: 700 }, { width: 640, height: 400 }]) {
      await app.setViewportSize(size);
      expect.soft(await outOfReach(app), `${what} ${size.width}`).toEqual([]);
      expect.soft(await faultsInBoth(app), `${what} ${size.width}`).toEqual([]);
    }
  };
  await fill(app, [python, 'leak.py'], 'call:bind');
  await fits('form');
  await app.getByTestId('program-debug').click();
  await expect(app.getByTestId('program-question')).toBeVisible();
  await fits('question');
  await app.getByTestId('program-confirm').click();
  await expect(app.getByTestId('held-facts')).toBeVisible();
  for (const size of [{ width: 1280, height: 800 }, { width: 900, height: 700 }]) {
    await app.setViewportSize(size);
    for (const action of ['continue', 'thread', 'process', 'refuse'])
      await expect(app.getByTestId(`held-${action}`), `without scrolling, ${size.width}`).toBeInViewport({ ratio: 1 });
  }
  await fits('held call');
  await app.getByTestId('program-stop').click();
  await expect(app.getByTestId('program-bar')).toHaveAttribute('data-status', 'ended');
});

test('a page that is loaded again has its recording', async ({ app, hostKind }) => {
  test.skip(hostKind !== 'web', 'not run: the stand-in loads its page once');
  const words = [python, '-c', 'import socket, time; s = socket.create_server(("127.0.0.1", 0)); time.sleep(66); ' + process.pid];
  await debug(app, 'call:listen', ...words);
  await expect(app.getByTestId('held')).toBeVisible();
  await app.reload();
  await expect(app.getByTestId('held-call')).toContainText('listen(');
  await app.keyboard.press('F5');
  await expect(app.getByTestId('graph')).toContainText('listening');
  await app.keyboard.press('Shift+F5');
  await expect(app.getByTestId('program-end')).toHaveText('ended by SIGTERM');
});

test('a process that runs is chosen in Live, recorded, and left running', async ({ app }) => {
  const child = spawn(python, ['-c', 'import socket; s = socket.create_server(("127.0.0.1", 0)); print(s.getsockname()[1], flush=True)\n'
    + 'while True: s.accept()[0].close()'], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const [line] = await once(child.stdout, 'data') as [Buffer];
    const port = Number(String(line));
    await app.getByTestId('open-program').click();
    await app.getByTestId('program-choose').click();
    await app.getByTestId('live-filter').fill(`port:${port} listening`);
    await app.getByTestId('live-table').getByText(String(port)).first().click();
    await app.getByTestId('live-program').click();
    await expect(app.getByTestId('program-process')).toContainText(String(child.pid));
    await app.getByTestId('program-record').click();
    await expect(app.getByTestId('program-question')).toContainText(String(child.pid));
    await app.getByTestId('program-confirm').click();
    await expect(app.getByTestId('program-bar')).toHaveAttribute('data-status', 'running');
    await once(connect(port, '127.0.0.1'), 'close');
    await expect(app.getByTestId('steps-list')).toContainText('accept');
    await app.getByTestId('program-detach').click();
    await expect(app.getByTestId('program-bar')).toHaveAttribute('data-status', 'ended');
    await once(connect(port, '127.0.0.1'), 'close');
    expect(child.exitCode).toBeNull();
  } finally {
    child.kill('SIGKILL');
  }
});

test('a held call is in the graph before it is made, and conditions come from what is selected', async ({ app }) => {
  await debug(app, 'call:socket', python, 'leak.py');
  await expect(app.getByTestId('ahead')).toContainText('socket');
  const sockets = app.getByTestId('graph').locator('[data-testid^="node-socket-"]');
  await expect(sockets).toHaveCount(1);
  await app.keyboard.press('F10');
  await expect(app.getByTestId('held')).toContainText('step of the thread');
  await sockets.first().click();
  await app.getByTestId('suggested-hold').filter({ hasText: /^\+ socket:\d+ shares$/ }).click();
  await expect(app.getByTestId('condition').last()).toHaveText(/^socket:\d+ shares$/);
  await app.keyboard.press('F5');
  await expect(app.getByTestId('held')).toContainText(/Condition: socket:\d+ shares/);
  await app.keyboard.press('Shift+F5');
  await expect(app.getByTestId('program-bar')).toHaveAttribute('data-status', 'ended');
  await app.getByTestId('leave').click();
  await expect(app.getByTestId('recent')).toContainText('leak.py');
});
