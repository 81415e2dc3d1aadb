import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from './fixtures.ts';
import { ROOT } from './hosts/inspector.ts';
import { peers } from './processes.ts';
import { open, step, trace } from './session.ts';
import { request } from './wire.ts';

const GOOD = readFileSync(join(ROOT, 'assets', 'scenarios', 'winsock', 'hand-a-connection-over.json'), 'utf8');
const BROKEN: readonly (readonly [string, string, RegExp])[] = [
  ['a typing error in a call', GOOD.replace('"WSADuplicateSocketW"', '"WSADuplicateSoketW"'), /WSADuplicateSoketW/],
  ['no JSON', '{ "format": ', /my\.json|JSON/i],
  ['another format', '{"format":"something-else/7"}', /format/],
];

for (const [what, text, message] of BROKEN) {
  test(`${what} in a scenario file gives one message and performs nothing`, async ({ app, inspector }) => {
    await app.locator('input[type="file"]').setInputFiles({ name: 'my.json', mimeType: 'application/json', buffer: Buffer.from(text) });
    const alerts = app.getByRole('alert');
    await expect(alerts).toHaveCount(1);
    await expect(alerts).toContainText(message);
    await expect(app.getByTestId('graph')).toHaveCount(0);
    expect(peers(inspector.pid)).toEqual([]);
    expect(await request(app, 'session.trace', { session: 'session-1' })).toMatchObject({ ok: false });
  });
}

test('the trace can be saved', async ({ app, inspector }) => {
  await open(app, 'model', 'winsock/hand-a-connection-over');
  for (let i = 0; i < 3; i++) await step(app);
  const download = app.waitForEvent('download');
  await app.getByTestId('save').click();
  await app.getByTestId('save-ndjson').click();
  expect((await download).suggestedFilename()).toBe('hand-a-connection-over.handoff-trace.ndjson');
  expect((await trace(app)).length).toBe(3);
  if (inspector.double) {
    const { downloads, violations } = await inspector.double.report();
    expect(downloads).toEqual([expect.stringMatching(/^blob:handoff-app:\/\/inspector\//)]);
    expect(violations).toEqual([]);
  }
});
