/** What the window asks the host for: a session as something to keep. */
import { expect, it } from 'vitest';
import { EXPORT_FORMS } from '../../app/shared/contract/export.ts';
import { withService } from '../support/service.ts';

it('a session is exported in every form, as text or as bytes, under its own name', () => withService(async ({ ask, refused }) => {
  const { state: { session } } = await ask('session.open', { provider: 'model', scenario: { library: 'winsock/hand-a-connection-over' } });
  for (let n = 0; n < 8; n++) await ask('session.step', { session });
  const given = Object.fromEntries(await Promise.all(EXPORT_FORMS.map(async (to) =>
    [to, await ask('session.export', { session, to, step: 6, theme: 'dark' })] as const)));
  expect(Object.fromEntries(Object.entries(given).map(([to, { file, type }]) => [to, [file, type]]))).toEqual({
    svg: ['hand-a-connection-over.step-6.svg', 'image/svg+xml'],
    png: ['hand-a-connection-over.step-6.png', 'image/png'],
    'sequence-svg': ['hand-a-connection-over.sequence.svg', 'image/svg+xml'],
    ndjson: ['hand-a-connection-over.handoff-trace.ndjson', 'application/x-ndjson'],
    perfetto: ['hand-a-connection-over.perfetto.json', 'application/json'],
    html: ['hand-a-connection-over.html', 'text/html'],
    c: ['hand-a-connection-over.c.zip', 'application/zip'],
  });
  const bytes = (to: 'png' | 'c') => Buffer.from((given[to] as { base64: string }).base64, 'base64');
  expect(bytes('png').subarray(1, 4).toString()).toBe('PNG');
  expect(bytes('c').subarray(0, 2).toString()).toBe('PK');
  expect((given['html'] as { text: string }).text).toContain('<html lang="en" data-theme="dark">');
  expect((given['ndjson'] as { text: string }).text).toBe(await ask('session.trace', { session }));
  expect(await refused('session.export', { session, to: 'svg', step: 9 }))
    .toBe('bad-input: step: the trace has 8 steps, not 9. Choose one of them, or 0 for the world before the first.');
  expect(await refused('session.export', { session, to: 'gif' })).toContain('bad-input');
  expect(await refused('session.export', { session: 'session-99', to: 'svg' })).toContain('refused');
}));
