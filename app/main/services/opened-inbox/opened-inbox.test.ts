import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, expect, it } from 'vitest';
import { AppService } from '../app-service.ts';
import { OpenedInbox } from './opened-inbox.ts';

const folder = mkdtempSync(join(tmpdir(), 'handoff-opened-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function opened(what: string) {
  const inbox = new OpenedInbox();
  await inbox.open(what);
  return inbox.take();
}

it('reads files, compressed ones as they are, and names them without their folder', async () => {
  const file = join(folder, 'my.handoff');
  writeFileSync(file, '{"a":1}');
  expect(await opened(file)).toEqual({ kind: 'file', name: 'my.handoff', text: '{"a":1}' });
  writeFileSync(file, gzipSync('trace'));
  expect(await opened(file)).toMatchObject({ kind: 'gzip', name: 'my.handoff' });
});

it('follows links to the library and refuses every other', async () => {
  expect(await opened('handoff://scenario/linux/stale-epoll/step/3')).toEqual({ kind: 'link',
    link: { scenario: 'linux/stale-epoll', step: 3, provider: null } });
  for (const link of ['handoff://run?x=1', 'handoff://scenario/../../etc', 'handoff:file:///etc/passwd'])
    expect(await opened(link)).toMatchObject({ kind: 'problem' });
});

it('names the files that cannot be opened, and reads no more than a page can display', async () => {
  expect(await opened(join(folder, 'none'))).toEqual({ kind: 'problem', message: 'none cannot be opened: the file does not exist' });
  const big = join(folder, 'big');
  writeFileSync(big, '');
  truncateSync(big, 9 * 1024 * 1024);
  expect(await opened(big)).toEqual({ kind: 'problem', message: 'big has 9.0 MB; files up to 8 MB can be opened' });
});

it('waits in the service until the page asks, and tells of arrivals', async () => {
  const inbox = new OpenedInbox();
  const service = new AppService({ host: 'web', assetsDir: 'assets', outDir: 'out/main', cacheDir: folder, opened: inbox });
  const events: string[] = [];
  service.onEvent(({ event }) => events.push(event));
  await inbox.open('handoff://scenario/linux/stale-epoll');
  expect(events).toEqual(['app.opened']);
  expect(await service.request('app.opened', {})).toMatchObject({ ok: true, value: { kind: 'link' } });
  expect(await service.request('app.opened', {})).toEqual({ ok: true, value: null });
  await service.dispose();
});
