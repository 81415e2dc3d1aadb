/** A trace of many sockets that come and go: the picture has the open ones and the last that were closed, and says what it leaves out. */
import { churnTrace, OPEN } from '../../app/shared/graph-layout/churn.fixture.ts';
import { CLOSED_KEPT } from '../../app/shared/graph-layout/column.ts';
import { writeTrace } from '../../app/shared/trace/file.ts';
import { expect, test } from './fixtures.ts';
import { strings as graph } from '../../app/renderer/graph/strings.ts';
import { pattern } from './text.ts';

const SOCKETS = 60;

test('the graph of many sockets omits those that closed long ago, and every step has its own', async ({ app }) => {
  const log = churnTrace(SOCKETS);
  await app.getByTestId('scenario-file').setInputFiles({ name: 'churn.ndjson', mimeType: 'application/x-ndjson',
    buffer: Buffer.from(writeTrace(log)) });
  await expect(app.getByTestId('position')).toHaveText(`0 of ${log.length}`);

  await app.getByTestId('scrubber').fill(String(log.length));
  const sockets = app.locator('.graph .socket');
  await expect(app.getByTestId(`node-socket-${SOCKETS}`)).toBeVisible();
  const left = SOCKETS - await sockets.count();
  expect(left).toBeGreaterThan(SOCKETS - CLOSED_KEPT - OPEN - 3);
  await expect(app.getByText(graph.closedNotDrawn(left).trim())).toBeVisible();
  await expect(app.getByTestId('node-socket-1')).toHaveCount(0);

  await app.getByTestId('scrubber').fill('1');
  await expect(app.getByTestId('node-socket-1')).toBeVisible();
  await expect(sockets).toHaveCount(1);
  await expect(app.getByText(pattern(graph.closedNotDrawn(NaN)))).toHaveCount(0);
});
