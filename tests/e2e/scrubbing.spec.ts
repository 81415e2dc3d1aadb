/** Dragging over many steps: what says much of one step may lag behind, and must not stay behind. */
import { expect, test } from './fixtures.ts';
import { open, step } from './session.ts';
import { strings as common } from '../../app/renderer/components/strings.ts';

test('when a drag over the steps ends, every part of the window shows the step that it ended at', async ({ app }) => {
  await open(app, 'model', 'winsock/hand-a-connection-over');
  for (let i = 0; i < 10; i++) await step(app);
  await app.evaluate(async () => {
    const scrubber = document.querySelector<HTMLInputElement>('[data-testid="scrubber"]')!;
    const setValue = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')!.set!;
    for (const n of [9, 2, 7, 1, 10, 3, 8, 2, 6, 1, 9, 4]) {
      setValue.call(scrubber, String(n));
      scrubber.dispatchEvent(new Event('input', { bubbles: true }));
      await new Promise((next) => { requestAnimationFrame(next); });
    }
  });
  await expect(app.getByTestId('position')).toContainText(/^4 of/);
  await expect(app.getByTestId('step-row-4')).toHaveAttribute('aria-current', 'step');
  await expect(app.locator('[aria-current="step"]')).toHaveCount(1);
  await expect(app.getByTestId('inspector')).toContainText(common.stepTitle(4));

  // One step after a rest is there with everything else.
  await app.keyboard.press('[');
  await expect(app.getByTestId('position')).toContainText(/^3 of/);
  await expect(app.getByTestId('inspector')).toContainText(common.stepTitle(3));
});
