import { expect, test } from './fixtures.ts';
import { securityFaults } from './security.ts';
import { request } from './wire.ts';

test.describe('attacks', () => {
  test.use({ complaintsExpected: true });

  test('the Electron host is locked down', async ({ app, inspector }) => {
    test.skip(inspector.kind !== 'double', 'the stand-in alone can be asked all of this');
    await app.bringToFront();
    expect(await securityFaults(inspector)).toEqual([]);
  });

  test('the policy of the page is in force', async ({ app }) => {
    const blocked = await app.evaluate(async () => {
      const seen: string[] = [];
      document.addEventListener('securitypolicyviolation', (event) => seen.push(event.effectiveDirective));
      const script = document.createElement('script');
      script.textContent = 'window.inlineRan = true';
      document.body.append(script);
      const style = document.createElement('style');
      style.textContent = 'body { display: none }';
      document.body.append(style);
      const frame = document.createElement('iframe');
      frame.src = 'https://elsewhere.invalid/';
      document.body.append(frame);
      await fetch('https://elsewhere.invalid/').catch(() => undefined);
      // In a turn of its own: code that a debugger evaluates is exempt from the policy.
      setTimeout(() => {
        try {
          // oxlint-disable-next-line no-new-func, no-implied-eval -- this is what must fail
          new Function('return 1')();
          seen.push('eval was possible');
        } catch { /* as it must be */ }
      });
      // Each is told of in its own time; those that never come are found missing below.
      for (let i = 0; i < 100 && new Set(seen).size < 4; i++) await new Promise((resolve) => setTimeout(resolve, 50));
      // A moment more, for what must not be said.
      await new Promise((resolve) => setTimeout(resolve, 200));
      for (const element of [script, style, frame]) element.remove();
      return { seen, inlineRan: 'inlineRan' in window, hidden: getComputedStyle(document.body).display === 'none' };
    });
    expect(blocked.inlineRan).toBe(false);
    expect(blocked.hidden).toBe(false);
    expect(blocked.seen).toEqual(expect.arrayContaining(['script-src-elem', 'style-src-elem', 'frame-src', 'connect-src']));
    expect(blocked.seen).not.toContain('eval was possible');
  });
});

test('malformed requests perform nothing', async ({ app }) => {
  const bad = [{ session: 'session-1' }, { session: '../1' }, { session: 1 }, { session: 'session-1', pid: 1 }, null, [], 'x'];
  for (const input of bad) {
    expect(await request(app, 'session.step', input as never)).toMatchObject({ ok: false,
      code: expect.stringMatching(/bad-input|refused/) });
  }
});
