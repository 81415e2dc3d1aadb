/** A capture of Windows, opened from a file: what only such a capture tells stands in the detail of a socket. */
import { type Capture, INVENTORY_FORMAT } from '../../app/shared/live/capture.ts';
import { captureLines } from '../../app/shared/live/write-file.ts';
import { assemble } from '../../native-bridge/winsock/live/assemble.ts';
import { expect, test } from './fixtures.ts';
import { strings as live } from '../../app/renderer/live/strings.ts';

/** A listener of a process that is gone, held by another, with a registration; laid out by hand. */
function windowsCapture(): Capture {
  return assemble({
    header: {
      format: INVENTORY_FORMAT, host: { name: 'pc', system: 'Windows 10' }, startedAt: 1_795_000_000_000, endedAt: 1_795_000_000_100,
      tier: 'handles', why: 'A file of a test.',
      user: { id: 0, name: 'ann' }, namespaces: [{ id: '', name: 'own', own: true, tables: 'owner-tables' }],
      hidden: { processes: 0, descriptors: 0, sockets: 0, namespaces: 0 },
      notes: [], rescan: null,
    },
    sockets: [{
      afd: { local: { family: 'AF_INET', text: '127.0.0.1:8080' }, remote: null }, windowProcess: { pid: 801, name: 'worker.exe' },
      references: 1,
      described: {
        kind: 'tcp', type: 1, family: 2, protocol: 0, state: 'listening',
        winsock: { options: [{ name: 'SO_REUSEADDR', value: '1' }],
          asyncSelect: { window: '0x200a4', message: 1025, mask: 0x28, events: ['FD_ACCEPT', 'FD_CLOSE'], disabled: [] } },
      },
      holders: [{ pid: 801, handle: 0x1a4, inheritable: true }],
    }],
    processes: [{ pid: 801, name: 'worker.exe', startedAt: 1_794_000_000_000, uid: null, parent: 0, namespace: 0, readable: true }],
    owners: [{ kind: 'tcp', six: false, local: '127.0.0.1:8080', remote: '', state: 'listening', pid: 700 }], nameOf: () => '',
  });
}

test('window, message and mask of WSAAsyncSelect, options, HandleCount, and a creator that does not hold it', async ({ app }) => {
  await app.getByTestId('open-live').click();
  const lines = `${[...captureLines(windowsCapture())].join('\n')}\n`;
  await app.getByTestId('live-file').setInputFiles({ name: 'pc.ndjson', mimeType: 'application/x-ndjson', buffer: Buffer.from(lines) });
  await expect(app.getByTestId('live-total')).toHaveText(/^1 socket\b/, { timeout: 30_000 });
  await app.getByTestId('live-row-0').click();
  const detail = app.getByTestId('live-detail');
  await expect(detail.getByTestId('live-async-select'))
    .toHaveText(/FD_ACCEPT \| FD_CLOSE by WSAAsyncSelect, message 1025\s*window 0x200a4 of worker\.exe \(801\)/);
  await expect(detail.getByTestId('live-hazards'))
    .toContainText('process 700, which created TCP 127.0.0.1:8080 and no longer holds it: worker.exe (801) does.');
  await expect(detail).toContainText(live.detail.handleCount);
  await expect(detail).toContainText('SO_REUSEADDR');
  await expect(detail).not.toContainText(live.detail.inode);
});
