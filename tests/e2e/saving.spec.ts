/** Every form of the Save menu: its name, and what is in it. */
import { gunzipSync } from 'node:zlib';
import { parseScenario } from '../../app/shared/scenario/check.ts';
import { readTrace } from '../../app/shared/trace/file.ts';
import { expect, test } from './fixtures.ts';
import { copied } from './clipboard.ts';
import { noteSaved, savedBy } from './saved.ts';
import { open, stepTo, trace } from './session.ts';
import { strings as files } from '../../app/renderer/files/strings.ts';
import { strings as store } from '../../app/renderer/store/strings.ts';

const SCENARIO = 'winsock/hand-a-connection-over';
const AT = 7;

test('scenario, trace, figures and a page that replays it are saved as they are on screen', async ({ app }) => {
  test.setTimeout(120_000);
  await open(app, 'model', SCENARIO);
  await stepTo(app, AT);
  const log = await trace(app);
  await noteSaved(app);
  const saved = (form: string) => savedBy(app, async () => {
    await app.getByTestId('save').click();
    await app.getByTestId(`save-${form}`).click();
  });

  const ndjson = await saved('ndjson');
  expect(ndjson.name).toBe('hand-a-connection-over.handoff-trace.ndjson');
  const read = readTrace(ndjson.bytes.toString(), ndjson.name);
  expect(read.damage).toBeNull();
  expect(read.log.steps()).toEqual(log.steps());

  const scenario = await saved('scenario');
  expect(scenario.name).toBe('hand-a-connection-over.json');
  expect(parseScenario(scenario.bytes.toString(), scenario.name).steps).toEqual(log.header.scenario.steps);

  const svg = await saved('svg');
  expect(svg.name).toMatch(/\.svg$/);
  expect(svg.bytes.toString()).toMatch(/^(?:<\?xml[^>]*>\s*)?<svg[\s\S]*WSAPROTOCOL_INFO[\s\S]*<\/svg>\s*$/);

  const png = await saved('png');
  expect(png.name).toMatch(/\.png$/);
  expect([...png.bytes.subarray(0, 8)]).toEqual([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  // As wide as it is tall would be an empty figure; the picture is a landscape.
  expect(png.bytes.readUInt32BE(16)).toBeGreaterThan(png.bytes.readUInt32BE(20));

  const sequence = await saved('sequence-svg');
  expect(sequence.name).toMatch(/sequence.*\.svg$/);
  for (const words of ['WSADuplicateSocketW', 'target']) expect(sequence.bytes.toString()).toContain(words);
  expect(sequence.bytes.toString(), 'steps that come later').not.toContain('getsockopt');

  const page = await saved('html');
  expect(page.name).toMatch(/\.html$/);
  const text = page.bytes.toString();
  expect(text).toMatch(/^<!doctype html>/i);
  expect(text, 'nothing is asked for elsewhere').not.toMatch(/<(?:script|link|img)[^>]+(?:src|href)="(?!data:|#)/);
  // The trace is inside, packed.
  const packed = /id="trace" data-step="7">([\s\S]*?)<\/script>/.exec(text)?.[1] ?? '';
  expect(readTrace(gunzipSync(Buffer.from(packed, 'base64')).toString(), page.name).log.steps()).toEqual(log.steps());
});

test('a link to the step is copied, and confirmed', async ({ app, inspector }) => {
  await open(app, 'model', SCENARIO);
  await stepTo(app, 3);
  await app.getByTestId('save').click();
  await app.getByTestId('save-link').click();
  await expect(app.getByTestId('done')).toHaveText(store.linkCopied);
  const link = await copied(app);
  // The stand-in serves the app's own scheme as an https address, and the page takes it for one.
  const begins = { web: /^http:\/\/127\.0\.0\.1:\d+\/#\/scenario\//, double: /^https:\/\/[\w.-]+\.invalid\/#\/scenario\//,
    electron: /^handoff:\/\/scenario\// };
  expect(link).toMatch(begins[inspector.kind]);
  expect(link).toMatch(new RegExp(`scenario/${SCENARIO}/step/3\\?provider=model$`));
  expect(link, 'the token that let the page in').not.toContain('token');
});

test('a recorded trace is not saved in an impossible format, and the reason is shown', async ({ app }) => {
  await open(app, 'model', SCENARIO);
  await stepTo(app, 3);
  await noteSaved(app);
  const { bytes, name } = await savedBy(app, async () => {
    await app.getByTestId('save').click();
    await app.getByTestId('save-ndjson').click();
  });
  await app.getByTestId('leave').click();
  await app.getByTestId('scenario-file').setInputFiles({ name, mimeType: 'application/x-ndjson', buffer: bytes });
  await expect(app.getByTestId('position')).toContainText(/^0 of 3/);
  await app.getByTestId('save').click();
  await expect(app.getByTestId('save-html')).toHaveAttribute('aria-disabled', 'true');
  await expect(app.getByTestId('save-html')).toContainText(files.save.hostedOnly);
  await app.keyboard.press('Escape');
  await expect(app.getByTestId('save')).toBeFocused();
  await noteSaved(app);
  const again = await savedBy(app, async () => {
    await app.getByTestId('save').click();
    await app.getByTestId('save-ndjson').click();
  });
  expect(again.bytes.equals(bytes)).toBe(true);
});
