/** A socket of another network namespace is told apart in the table: two of them can have the same address. */
import { fixture } from '../../app/shared/live/capture.fixture.ts';
import { captureLines } from '../../app/shared/live/write-file.ts';
import { expect, test } from './fixtures.ts';

test('the table names the namespace of a socket that is not in ours', async ({ app }) => {
  const capture = fixture();
  const namespaces = [...capture.header.namespaces, { id: '4026532000', name: 'blue', own: false, tables: 'sock_diag' as const }];
  capture.sockets.namespace[1] = 1;
  await app.getByTestId('open-live').click();
  const lines = `${[...captureLines({ ...capture, header: { ...capture.header, namespaces } })].join('\n')}\n`;
  await app.getByTestId('live-file').setInputFiles({ name: 'web-1.ndjson', mimeType: 'application/x-ndjson', buffer: Buffer.from(lines) });
  await expect(app.getByTestId('live-total')).toHaveText(/^4 sockets\b/, { timeout: 30_000 });
  await expect(app.getByRole('row', { name: /4000/ })).toContainText('in blue');
  await expect(app.getByRole('row', { name: /redis\.sock/ }).locator('.live-place')).toHaveCount(0);
});
